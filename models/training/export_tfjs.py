"""Writes a folded network for tfjs: model.json, float16 weights, manifest.json with checksums.

The network becomes a tfjs-layers "layers-model" (a Keras Sequential topology) that ends in a sigmoid, so that it gives
calibrated probabilities [n, rows, columns, classes].
"""
import hashlib
import json
from pathlib import Path
from typing import List

import numpy
from torch import Tensor

from network import FoldedConv, Geometry, flops_per_mm2, parameter_count

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


def export_model(layers: List[FoldedConv], geometry: Geometry, tile: int, manifest: dict, folder: Path) -> dict:
    """Writes the three files under folder and returns the manifest.

    layers: from `fold`. manifest: everything but the keys that follow from the network (tile, margin, stride, cellUm,
    receptiveFieldPx, input, parameters, flopsPerMm2, files), which are filled in here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = Weights()
    model = {
        "format": "layers-model",
        "generatedBy": "Reticle",
        "convertedBy": None,
        "modelTopology": sequential(layers, manifest["id"], weights),
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
