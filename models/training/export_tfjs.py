"""Writes a folded network for tfjs: model.json, float16 weights, manifest.json with checksums.

Plain stacks become a tfjs-layers "layers-model" (a Keras Sequential topology), networks with depthwise convolutions or
residuals a "graph-model" of fused TensorFlow operations, which tfjs runs in one kernel each. Either ends in a sigmoid,
so that it gives calibrated probabilities [n, rows, columns, classes].
"""
import base64
import hashlib
import json
from pathlib import Path
from typing import List

import numpy
from torch import Tensor

from network import TRIM, FoldedConv, Geometry, flops_per_mm2, grids, parameter_count

WEIGHTS = "group1-shard1of1.bin"


class Weights:
    """Arrays in the order in which they lie in the file, float32 ones stored as float16."""

    def __init__(self):
        self.entries, self.blobs = [], []

    def add(self, name: str, values: Tensor) -> str:
        array = values.detach().cpu().numpy().astype(numpy.float32)
        half = array.astype("<f2")
        if not numpy.isfinite(half).all():
            raise ValueError(f"{name} does not fit float16 (largest {abs(array).max():.3g})")
        quantization = {"dtype": "float16", "original_dtype": "float32"}
        self.entries.append({"name": name, "shape": list(array.shape), "dtype": "float32", "quantization": quantization})
        self.blobs.append(half.tobytes())
        return name

    def add_integers(self, name: str, values: List[int]) -> str:
        self.entries.append({"name": name, "shape": [len(values)], "dtype": "int32"})
        self.blobs.append(numpy.array(values, "<i4").tobytes())
        return name


def sequential(layers: List[FoldedConv], name: str, weights: Weights) -> dict:
    """Keras topology of a plain stack."""
    topology = []
    for i, layer in enumerate(layers):
        outputs, _, size, _ = layer.kernel.shape
        config = {
            "name": f"conv{i + 1}",
            "trainable": False,
            "dtype": "float32",
            "filters": outputs,
            "kernel_size": [size, size],
            "strides": [layer.stride, layer.stride],
            "padding": "valid",
            "data_format": "channels_last",
            "dilation_rate": [1, 1],
            "activation": "relu" if layer.relu else "sigmoid",
            "use_bias": True,
        }
        if i == 0:
            config["batch_input_shape"] = [None, None, None, 3]
        topology.append({"class_name": "Conv2D", "config": config})
        # Keras kernels are [height, width, in, out].
        weights.add(f"conv{i + 1}/kernel", layer.kernel.permute(2, 3, 1, 0))
        weights.add(f"conv{i + 1}/bias", layer.bias)
    return {
        "keras_version": "2.11.0",
        "backend": "tensorflow",
        "model_config": {"class_name": "Sequential", "config": {"name": name, "layers": topology}},
    }


def graph(layers: List[FoldedConv], weights: Weights) -> dict:
    """GraphDef of any folded network, as the TensorFlow.js converter writes it."""
    text = lambda value: {"s": base64.b64encode(value.encode()).decode()}
    floats = {"T": {"type": "DT_FLOAT"}}
    nodes = []

    def node(name: str, op: str, inputs: List[str] = (), **attributes) -> str:
        nodes.append({"name": name, "op": op, "input": list(inputs), "attr": attributes})
        return name

    def constant(name: str, kind: str, shape: List[int]) -> str:
        dimensions = [{"size": str(side)} for side in shape]
        value = {"tensor": {"dtype": kind, "tensorShape": {"dim": dimensions}}}
        return node(name, "Const", dtype={"type": kind}, value=value)

    def stored(name: str, values: Tensor) -> str:
        return constant(weights.add(name, values), "DT_FLOAT", list(values.shape))

    def integers(name: str, values: List[int]) -> str:
        if any(made["name"] == name for made in nodes):
            return name
        return constant(weights.add_integers(name, values), "DT_INT32", [len(values)])

    def sliced(name: str, source: str, part: str, begin: List[int], end: List[int], kind: dict, whole: int) -> str:
        """Part of a tensor; `whole` is the mask of the axes that stay as they are. Slices of one part share constants."""
        ends = [integers(f"{part}/{key}", values) for key, values in (("begin", begin), ("end", end))]
        inputs = [source, *ends, integers(f"{part}/strides", [1] * len(begin))]
        masks = {f"{key}_mask": {"i": str(whole)} for key in ("begin", "end")}
        masks.update({f"{key}_mask": {"i": "0"} for key in ("ellipsis", "new_axis", "shrink_axis")})
        return node(name, "StridedSlice", inputs, T=kind, Index={"type": "DT_INT32"}, **masks)

    def cropped(name: str, source: str, px: int) -> str:
        """`px` less on each side of the rows and columns."""
        return sliced(name, source, f"crop{px}", [0, px, px, 0], [0, -px, -px, 0], floats["T"], 9)

    def enlarged(source: str, p: int, q: int) -> str:
        integer = {"type": "DT_INT32"}
        shape = node("zoom/shape", "Shape", [source], **floats, out_type=integer)
        size = sliced("zoom/sides", shape, "zoom/part", [1], [3], integer, 0)
        size = node("zoom/times", "Mul", [size, integers("zoom/p", [p])], T=integer)
        size = node("zoom/size", "FloorDiv", [size, integers("zoom/q", [q])], T=integer)
        centres = {"align_corners": {"b": False}, "half_pixel_centers": {"b": True}}
        larger = node("zoom/resized", "ResizeBilinear", [source, size], **floats, **centres)
        return cropped("zoom/cropped", larger, TRIM)

    field = node(
        "field",
        "Placeholder",
        dtype={"type": "DT_FLOAT"},
        shape={"shape": {"dim": [{"size": size} for size in ("-1", "-1", "-1", "3")]}},
    )
    p, q = layers[0].zoom
    outputs, made = [enlarged(field, p, q) if p != q else field], grids(layers)
    for i, layer in enumerate(layers):
        name = f"conv{i + 1}"
        source = outputs[-layer.reads]
        if layer.crop:
            source = cropped(f"{name}/input", source, layer.crop)
        # TensorFlow's kernels are [height, width, in, out], depthwise ones [height, width, in, 1].
        order = (2, 3, 0, 1) if layer.depthwise else (2, 3, 1, 0)
        fused = ["BiasAdd"] + ([{None: "Relu", 6.0: "Relu6"}[layer.ceiling]] if layer.relu else [])
        output = node(
            name,
            "FusedDepthwiseConv2dNative" if layer.depthwise else "_FusedConv2D",
            [
                source,
                stored(f"{name}/kernel", layer.kernel.permute(*order).contiguous()),
                stored(f"{name}/bias", layer.bias),
            ],
            **floats,
            data_format=text("NHWC"),
            padding=text("VALID"),
            strides={"list": {"i": ["1", str(layer.stride), str(layer.stride), "1"]}},
            dilations={"list": {"i": ["1", "1", "1", "1"]}},
            explicit_paddings={"list": {}},
            fused_ops={"list": {"s": [text(op)["s"] for op in fused]}},
            num_args={"i": "1"},
            epsilon={"f": 0},
        )
        if layer.adds:
            inner = outputs[-layer.adds]
            # Of the outputs made so far, `output` is the (i + 1)th after the input.
            (stride, inset), (_, before) = made[i + 1], made[i + 1 - layer.adds]
            if inset != before:
                inner = cropped(f"{name}/cropped", inner, round((inset - before) / stride))
            output = node(f"{name}/added", "AddV2", [output, inner], **floats)
        outputs.append(output)
    node("probability", "Sigmoid", [outputs[-1]], **floats)
    return {"node": nodes, "library": {}, "versions": {"producer": 987}}


def export_model(layers: List[FoldedConv], geometry: Geometry, tile: int, manifest: dict, folder: Path) -> dict:
    """Writes the three files under folder and returns the manifest.

    layers: from `fold`. manifest: everything but the keys that follow from the network (tile, margin, stride, cellUm,
    receptiveFieldPx, input, parameters, flopsPerMm2, files), which are filled in here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = Weights()
    # What a Keras Sequential of convolutions cannot say goes into a graph.
    plain = all(
        not layer.depthwise and not layer.adds and layer.ceiling is None and layer.zoom == (1, 1) for layer in layers
    )
    model = {
        "format": "layers-model" if plain else "graph-model",
        "generatedBy": "Reticle",
        "convertedBy": None,
        "modelTopology": sequential(layers, manifest["id"], weights) if plain else graph(layers, weights),
        "weightsManifest": [{"paths": [WEIGHTS], "weights": weights.entries}],
    }
    (folder / WEIGHTS).write_bytes(b"".join(weights.blobs))
    (folder / "model.json").write_text(json.dumps(model, indent=1) + "\n")
    geometry.cells(tile)
    um_per_px = manifest["umPerPx"]
    full = dict(manifest)
    full.update(
        tile=tile,
        margin=geometry.margin,
        stride=geometry.stride,
        cellUm=round(geometry.stride * um_per_px, 6),
        receptiveFieldPx=geometry.receptive_field,
        # Normalisation is folded into the first convolution.
        input={"layout": "NHWC", "range": [0, 1], "mean": [0, 0, 0], "std": [1, 1, 1]},
        parameters=parameter_count(layers),
        flopsPerMm2=round(flops_per_mm2(layers, um_per_px)),
        files=[
            {"path": name, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
            for name in ("model.json", WEIGHTS)
        ],
    )
    (folder / "manifest.json").write_text(json.dumps(full, indent=2) + "\n")
    return full
