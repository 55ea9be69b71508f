import protobuf from "protobufjs";

/** The messages of TensorFlow's graph format that are written here (tensorflow/core/framework/*.proto). */
const SCHEMA = `
syntax = "proto3";
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
message MetaGraphDef { MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; }
message MetaInfoDef { repeated string tags = 4; }
message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
message VersionDef { int32 producer = 1; }
message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5; }
message AttrValue {
  oneof value {
    ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6;
    TensorShapeProto shape = 7; TensorProto tensor = 8;
  }
}
message ListValue { repeated int64 i = 3; repeated float f = 4; }
message TensorShapeProto { repeated Dim dim = 2; }
message Dim { int64 size = 1; }
message TensorProto { int32 dtype = 1; TensorShapeProto tensor_shape = 2; bytes tensor_content = 4; }
`;

/** Version of the graph format, that of TensorFlow 2.9; newer ones read it. */
const PRODUCER = 1087;

const SavedModel = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType("SavedModel");

export interface Shape {
  readonly dim: readonly { readonly size: number }[];
}

export interface TensorValue {
  readonly dtype: number;
  readonly tensor_shape: Shape;
  readonly tensor_content: Uint8Array;
}

export type AttributeValue =
  | { readonly s: Uint8Array }
  | { readonly i: number }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly type: number }
  | { readonly shape: Shape }
  | { readonly tensor: TensorValue }
  | { readonly list: { readonly i?: readonly number[]; readonly f?: readonly number[] } };

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Edges `node`, `node:1`, or `^node` for order alone. */
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, AttributeValue>>;
}

export const shapeOf = (shape: readonly number[]): Shape => ({
  dim: shape.map((size) => ({ size })),
});

/** The bytes of a SavedModel that holds only this graph, under the tag `serve`. */
export function encodeSavedModel(nodes: readonly GraphNode[]): Uint8Array {
  const graph_def = { node: nodes, versions: { producer: PRODUCER } };
  const meta_info_def = { tags: ["serve"] };
  return SavedModel.encode(
    SavedModel.create({
      saved_model_schema_version: 1,
      meta_graphs: [{ meta_info_def, graph_def }],
    }),
  ).finish();
}
