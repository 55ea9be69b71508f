import { shapeOf, type AttributeValue } from "./graphDef";
import type { NativeAttribute, NativeBinding } from "./nativeBackend";

/** Ops whose type attribute tfjs-node leaves to eager inference. */
const INFERRED: Readonly<Record<string, (dtype: number, int32: number) => Record<string, number>>> =
  {
    ExpandDims: (dtype, int32) => ({ T: dtype, Tdim: int32 }),
    Identity: (dtype) => ({ T: dtype }),
  };

function attributeValue(
  binding: NativeBinding,
  { name, type, value }: NativeAttribute,
): AttributeValue {
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return { type: value as number };
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { list: { i: value } } : { i: Number(value) };
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { list: { f: value } } : { f: value as number };
    case binding.TF_ATTR_BOOL:
      return { b: Boolean(value) };
    case binding.TF_ATTR_STRING:
      return { s: Buffer.from(value as string) };
    case binding.TF_ATTR_SHAPE:
      return { shape: shapeOf(value as number[]) };
    default:
      throw new Error(`compile: attribute '${name}' has a kind that a graph cannot hold.`);
  }
}

/**
 * The attributes of a call of the binding as a graph holds them.
 * @param dtype type of the op's first input, for the attributes that are inferred from it.
 */
export function graphAttributes(
  binding: NativeBinding,
  op: string,
  attributes: readonly NativeAttribute[],
  dtype: number | undefined,
): Record<string, AttributeValue> {
  const attr: Record<string, AttributeValue> = {};
  const inferred = dtype === undefined ? {} : INFERRED[op]?.(dtype, binding.TF_INT32);
  for (const [name, type] of Object.entries(inferred ?? {})) attr[name] = { type };
  for (const attribute of attributes) attr[attribute.name] = attributeValue(binding, attribute);
  return attr;
}
