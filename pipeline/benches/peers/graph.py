"""MiniLM as an ONNX graph with the fused operators that onnxruntime is fastest with."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

LAYERS, HEADS, ROW = 6, 12, 384
EPSILON = 1e-12
FUSED = "com.microsoft"


class Graph:
    def __init__(self, weights):
        self.weights, self.nodes, self.constants = load_file(weights), [], []

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def weight(self, name, turned=False):
        values = self.weights[name].astype(np.float32)
        return self.constant(name, values.T if turned else values)

    def node(self, kind, inputs, out, domain="", **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [out], domain=domain, **attributes))
        return out

    def layer(self, number, rows):
        name = f"encoder.layer.{number}"
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weights = np.concatenate([self.weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.weights[f"{part}.bias"] for part in parts])
        inputs = [rows, self.constant(f"{name}.w", weights), self.constant(f"{name}.b", bias), "mask32"]
        attended = self.node("Attention", inputs, f"{name}.attended", FUSED, num_heads=HEADS)
        attention = f"{name}.attention.output"
        rows = self.add_and_normalise(attended, rows, f"{attention}.dense", f"{attention}.LayerNorm")
        up = f"{name}.intermediate.dense"
        wide = self.node("MatMul", [rows, self.weight(f"{up}.weight", turned=True)], f"{up}.out")
        wide = self.node("BiasGelu", [wide, self.weight(f"{up}.bias")], f"{up}.gelu", FUSED)
        return self.add_and_normalise(wide, rows, f"{name}.output.dense", f"{name}.output.LayerNorm")

    def add_and_normalise(self, rows, skipped, dense, norm):
        out = self.node("MatMul", [rows, self.weight(f"{dense}.weight", turned=True)], f"{dense}.out")
        inputs = [out, skipped, self.weight(f"{norm}.weight"), self.weight(f"{norm}.bias"), self.weight(f"{dense}.bias")]
        return self.node("SkipLayerNormalization", inputs, f"{norm}.out", FUSED, epsilon=EPSILON)

    def build(self):
        words = self.node("Gather", [self.weight("embeddings.word_embeddings.weight"), "ids"], "words")
        places = self.node("Gather", [self.weight("embeddings.position_embeddings.weight"), "places"], "at")
        types = self.constant("types", self.weights["embeddings.token_type_embeddings.weight"][0])
        rows = self.node("Add", [self.node("Add", [words, places], "placed"), types], "typed")
        norm = "embeddings.LayerNorm"
        rows = self.node(
            "LayerNormalization", [rows, self.weight(f"{norm}.weight"), self.weight(f"{norm}.bias")],
            "rows", axis=-1, epsilon=EPSILON,
        )
        self.node("Cast", ["mask"], "mask32", to=TensorProto.INT32)
        for number in range(LAYERS):
            rows = self.layer(number, rows)
        mask = self.node("Cast", ["mask"], "mask_float", to=TensorProto.FLOAT)
        mask = self.node("Unsqueeze", [mask, self.constant("last", np.array([2]))], "mask_column")
        axis = self.constant("axis", np.array([1]))
        total = self.node("ReduceSum", [self.node("Mul", [rows, mask], "masked"), axis], "sum", keepdims=0)
        self.node("Div", [total, self.node("ReduceL2", [total, axis], "length", keepdims=1)], "vectors")
        integers = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        inputs = [integers("ids", ["b", "l"]), integers("mask", ["b", "l"]), integers("places", ["l"])]
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["b", ROW])]
        graph = helper.make_graph(self.nodes, "minilm", inputs, outputs, self.constants)
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=10).SerializeToString()


def build(weights):
    """The serialised model for the file of weights."""
    return Graph(weights).build()
