"""Soft labels and the teacher's trunk."""
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

from distil import oriented_logits, orientations
from lymph_data import Patches
from pretrained import PREFIX, Padded, Teacher, TeacherConfig, load_teacher, read_weights
from soft_labels import load_soft_labels, save_soft_labels, soften


def patches(labels):
    count = len(labels)
    return Patches(numpy.zeros((count, 3, 8, 8), numpy.uint8), numpy.array(labels, numpy.float32), numpy.arange(count))


class Distillation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_soft_labels_come_back_for_the_same_patches_only(self):
        train = patches([0, 1, 1])
        save_soft_labels(self.folder / "soft.npz", numpy.array([0.25, 0.5, 0.75]), train)
        numpy.testing.assert_allclose(load_soft_labels(self.folder / "soft.npz", train), [0.25, 0.5, 0.75])
        with self.assertRaisesRegex(ValueError, "other patches"):
            load_soft_labels(self.folder / "soft.npz", patches([1, 0, 1]))

    def test_targets_are_a_mixture_of_label_and_teacher(self):
        numpy.testing.assert_allclose(soften(numpy.array([0.0, 1.0]), numpy.array([0.5, 0.9]), 0.8), [0.4, 0.92], rtol=1e-6)

    def test_eight_different_orientations_and_a_mean_that_does_not_depend_on_the_turn(self):
        images = numpy.arange(3 * 64, dtype=numpy.uint8).reshape(1, 3, 8, 8)
        self.assertEqual(len({view.tobytes() for view in orientations(images)}), 8)

        class Corner(torch.nn.Module):
            def forward(self, x):
                return x[:, :1, :1, :1]

        turned = numpy.ascontiguousarray(numpy.rot90(images, 1, (2, 3)))
        first, second = (oriented_logits(Corner(), view, 0.0) for view in (images, turned))
        numpy.testing.assert_allclose(first, second, rtol=1e-2)

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
        self.assertTrue(torch.equal(load_teacher(self.folder / "averaged.pt")(x), teacher(x)))


if __name__ == "__main__":
    unittest.main()
