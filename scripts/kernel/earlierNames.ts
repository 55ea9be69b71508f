import type * as TS from "typescript";

type Typescript = typeof TS;
type Emit = TS.BuilderProgram["emit"];

/**
 * What a cell takes from earlier cells, tslab writes as `exports.name`. It looks each identifier up to find out, and is
 * told the wrong thing of two kinds: of the shorthand `{ name }` the property, which is the cell's own, so that the name
 * is left and nobody knows it; and of the key in `({ key: name }) => name` the property of a type that an earlier cell
 * declared, so that a key becomes `exports.key`. This `emit` writes the first out, and hides the second.
 */
export function withEarlierNames(ts: Typescript, program: TS.Program, emit: Emit): Emit {
  return (file, write, token, onlyDeclarations, transformers = {}) => {
    const checker = program.getTypeChecker();
    const lookUp = checker.getSymbolAtLocation;
    checker.getSymbolAtLocation = (node) =>
      isKey(ts, node) ? undefined : lookUp.call(checker, node);
    const before = [writeShorthandOut(ts, checker), ...(transformers.before ?? [])];
    try {
      return emit(file, write, token, onlyDeclarations, { ...transformers, before });
    } finally {
      checker.getSymbolAtLocation = lookUp;
    }
  };
}

/** The name before the colon, in a literal or in what it is taken apart into. */
function isKey(ts: Typescript, node: TS.Node): boolean {
  const { parent } = node as { parent?: TS.Node };
  if (parent === undefined) return false;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

/** Makes `{ name: exports.name }` of `{ name }` where `name` is an earlier cell's. */
function writeShorthandOut(
  ts: Typescript,
  checker: TS.TypeChecker,
): TS.TransformerFactory<TS.SourceFile> {
  return (context) => {
    const { factory } = context;
    return (file) => {
      // tslab puts what earlier cells declare into a file, and makes it the parent of the cell's.
      const earlier = (file as { parent?: TS.Node }).parent;
      const isEarlier = (node: TS.ShorthandPropertyAssignment): boolean =>
        earlier !== undefined &&
        (checker
          .getShorthandAssignmentValueSymbol(node)
          ?.declarations?.some((declaration) => declaration.getSourceFile() === earlier) ??
          false);
      const visit = (node: TS.Node): TS.Node => {
        if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node))
          return ts.visitEachChild(node, visit, context);
        const { text } = node.name;
        const name = factory.createPropertyAccessExpression(
          factory.createIdentifier("exports"),
          text,
        );
        const otherwise = node.objectAssignmentInitializer;
        const value =
          otherwise === undefined
            ? name
            : factory.createAssignment(name, ts.visitNode(otherwise, visit) as TS.Expression);
        return ts.setTextRange(factory.createPropertyAssignment(text, value), node);
      };
      return ts.visitEachChild(file, visit, context);
    };
  };
}
