"""Writes a folded network as a tfjs LayersModel: model.json, float16 weights, manifest.json with checksums.

Format: tfjs-layers "layers-model" (a Keras Sequential topology and a weights manifest). The layers are Conv2D with
bias and ReLU; the last has a sigmoid, so the graph gives calibrated probabilities [n, rows, columns, classes].
"""
import hashlib
import json
from pathlib import Path
from typing import List

import numpy

from network import FoldedConv, Geometry, flops_per_mm2, parameter_count

WEIGHTS = "group1-shard1of1.bin"


def export_model(layers: List[FoldedConv], geometry: Geometry, tile: int, manifest: dict, folder: Path) -> dict:
    """Writes the three files under folder and returns the manifest.

    layers: from `SegmentationNet.fold`. manifest: everything but the keys that follow from the network (tile, margin,
    stride, cellUm, receptiveFieldPx, input, parameters, flopsPerMm2, files), which are filled in here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    topology, entries, blobs = [], [], []
    for i, layer in enumerate(layers):
        outputs, _, size, _ = layer.kernel.shape
        name = f"conv{i + 1}"
        config = {
            "name": name,
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
        for suffix, values in (("kernel", layer.kernel.permute(2, 3, 1, 0)), ("bias", layer.bias)):
            array = values.detach().cpu().numpy().astype(numpy.float32)
            half = array.astype("<f2")
            if not numpy.isfinite(half).all():
                raise ValueError(f"{name}/{suffix} does not fit float16 (largest {abs(array).max():.3g})")
            entries.append(
                {
                    "name": f"{name}/{suffix}",
                    "shape": list(array.shape),
                    "dtype": "float32",
                    "quantization": {"dtype": "float16", "original_dtype": "float32"},
                }
            )
            blobs.append(half.tobytes())
    model = {
        "format": "layers-model",
        "generatedBy": "Reticle",
        "convertedBy": None,
        "modelTopology": {
            "keras_version": "2.11.0",
            "backend": "tensorflow",
            "model_config": {"class_name": "Sequential", "config": {"name": manifest["id"], "layers": topology}},
        },
        "weightsManifest": [{"paths": [WEIGHTS], "weights": entries}],
    }
    (folder / WEIGHTS).write_bytes(b"".join(blobs))
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
