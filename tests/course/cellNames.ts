import ts from "typescript";

/** The names that a cell gives to others and takes from others. */
export interface CellNames {
  /** What it declares at top level: where it is imported from, or undefined when the cell makes it. */
  readonly declared: ReadonlyMap<string, string | undefined>;
  /** What it uses without declaring it: names of earlier cells, and of the language. */
  readonly free: ReadonlySet<string>;
}

const FILE = "cell.ts";

/** What the type checker says of a name that it does not know, with that name in quotes. */
const UNKNOWN = /^(?:Cannot find (?:name|namespace)|No value exists in scope .*) '(.+?)'/;

/** A program of one module that knows neither other modules nor the language's own names. */
function programOf(code: string): ts.Program {
  const options = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noLib: true,
    noResolve: true,
    types: [],
  };
  const file = ts.createSourceFile(FILE, `${code}\nexport {};`, ts.ScriptTarget.ESNext, true);
  const host = {
    ...ts.createCompilerHost(options),
    getSourceFile: (name: string) => (name === FILE ? file : undefined),
    fileExists: (name: string) => name === FILE,
  };
  return ts.createProgram([FILE], options, host);
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesIn(element.name),
  );
}

/** The names that an import gives, each with what it stands for. */
function imported({ importClause, moduleSpecifier }: ts.ImportDeclaration): [string, string][] {
  const from = (what: string) => `${what} of ${moduleSpecifier.getText()}`;
  const { name, namedBindings: named } = importClause ?? {};
  const whole: [string, string][] = name === undefined ? [] : [[name.text, from("default")]];
  if (named === undefined) return whole;
  if (ts.isNamespaceImport(named)) return [...whole, [named.name.text, from("*")]];
  return [
    ...whole,
    ...named.elements.map((element): [string, string] => [
      element.name.text,
      from((element.propertyName ?? element.name).text),
    ]),
  ];
}

function declaredBy(statement: ts.Statement): [string, string | undefined][] {
  if (ts.isImportDeclaration(statement)) return imported(statement);
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations
      .flatMap(({ name }) => namesIn(name))
      .map((name) => [name, undefined]);
  const name = (statement as { name?: ts.Node }).name;
  return name !== undefined && ts.isIdentifier(name) ? [[name.text, undefined]] : [];
}

/** The names of a cell, as the type checker sees them. */
export function cellNames(code: string): CellNames {
  const program = programOf(code);
  const file = program.getSourceFile(FILE)!;
  const free = program.getSemanticDiagnostics(file).flatMap(({ messageText }) => {
    const name = UNKNOWN.exec(ts.flattenDiagnosticMessageText(messageText, "\n"))?.[1];
    return name === undefined ? [] : [name];
  });
  return { declared: new Map(file.statements.flatMap(declaredBy)), free: new Set(free) };
}
