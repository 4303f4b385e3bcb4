"""The trunk of photographs, as its package stores it."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import numpy
    import torch
except ImportError as error:
    raise unittest.SkipTest(f"torch and numpy are needed: {error}")

from torch.nn import functional

from pretrained import PREFIX, Padded, Teacher, TeacherConfig, read_weights
from trainer import load_network


class Photographs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_padding_is_tensorflows_same(self):
        # Stride 2 over an even side pads after, not before.
        layer = Padded(1, 1, 3, 2, relu=False)
        with torch.no_grad():
            layer.convolution.weight.fill_(1)
            layer.convolution.bias.zero_()
        x = torch.arange(16.0).view(1, 1, 4, 4)
        expected = functional.conv2d(functional.pad(x, (0, 1, 0, 1)), torch.ones(1, 1, 3, 3), stride=2)
        self.assertTrue(torch.equal(layer(x), expected))

    def test_half_precision_weights_are_read_by_name(self):
        name = PREFIX + "Conv1/Conv2D_bn_offset"
        (self.folder / "a.bin").write_bytes(numpy.array([7], "<i4").tobytes() + numpy.array([0.5, -2], "<f2").tobytes())
        entries = [
            {"name": "shape", "shape": [1], "dtype": "int32"},
            {"name": name, "shape": [2], "dtype": "float32", "quantization": {"dtype": "float16"}},
        ]
        (self.folder / "a.json").write_text(json.dumps({"weightsManifest": [{"paths": ["a.bin"], "weights": entries}]}))
        self.assertEqual(read_weights(self.folder / "a.json")[name].tolist(), [0.5, -2.0])

    def test_a_teacher_gives_the_cells_of_the_label_and_comes_back_from_its_file(self):
        teacher = Teacher(None, TeacherConfig(enlargement=1.5)).eval()
        x = torch.rand(1, 3, 96, 96)
        self.assertEqual(teacher(x).shape, (1, 1, 3, 3))
        torch.save({"network": teacher.config.to_dict(), "model": teacher.state_dict()}, self.folder / "averaged.pt")
        self.assertTrue(torch.equal(load_network(self.folder / "averaged.pt")(x), teacher(x)))


if __name__ == "__main__":
    unittest.main()
