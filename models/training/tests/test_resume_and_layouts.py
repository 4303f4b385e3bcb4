import importlib.util
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

from augment import AugmentConfig
from lymph_data import load_pcam_h5
from network import NetworkConfig, SegmentationNet
from trainer import TrainConfig, Trainer

NETWORK = NetworkConfig(widths=(6, 8, 10, 12), convolutions=(0, 1, 1, 0), dropout=0.0)


def trainer(config: TrainConfig, network: NetworkConfig = NETWORK) -> Trainer:
    torch.manual_seed(3)
    random = numpy.random.RandomState(5)
    images = torch.from_numpy(random.randint(0, 255, (24, 3, 96, 96)).astype(numpy.uint8))
    labels = torch.from_numpy((numpy.arange(24) % 2).astype(numpy.float32))
    return Trainer(SegmentationNet(network), images, labels, config, AugmentConfig(jpeg=0.0))


class Resume(unittest.TestCase):
    config = TrainConfig(steps=6, batch=8, warmup=1, bfloat16=False)

    def test_an_interrupted_run_ends_where_the_whole_one_does(self):
        whole, first, second = trainer(self.config), trainer(self.config), trainer(self.config)
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Path(folder) / "checkpoint.pt"
            for _ in range(6):
                whole.train_step()
            for _ in range(3):
                first.train_step()
            first.save(checkpoint)
            self.assertTrue(second.resume(checkpoint))
            self.assertEqual(second.step, 3)
            for _ in range(3):
                second.train_step()
        for name, value in whole.average.state.items():
            self.assertTrue(torch.allclose(value.float(), second.average.state[name].float(), atol=1e-5), name)

    def test_a_checkpoint_of_another_network_is_refused_by_name(self):
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Path(folder) / "checkpoint.pt"
            trainer(self.config).save(checkpoint)
            other = trainer(self.config, NetworkConfig(widths=(4, 8, 10, 12), convolutions=(0, 1, 1, 0)))
            with self.assertRaisesRegex(ValueError, "holds another network"):
                other.resume(checkpoint)

    def test_without_a_checkpoint_training_begins(self):
        self.assertFalse(trainer(self.config).resume(Path("/nowhere/checkpoint.pt")))


@unittest.skipIf(importlib.util.find_spec("h5py") is None, "h5py is needed")
class PatchCamelyonAsPublished(unittest.TestCase):
    def write(self, folder: Path, side: int = 96) -> None:
        import h5py

        random = numpy.random.RandomState(0)
        for name, count in (("train", 5), ("valid", 3)):
            stem = str(folder / f"camelyonpatch_level_2_split_{name}")
            with h5py.File(f"{stem}_x.h5", "w") as stream:
                stream["x"] = random.randint(0, 255, (count, side, side, 3)).astype(numpy.uint8)
            with h5py.File(f"{stem}_y.h5", "w") as stream:
                stream["y"] = (numpy.arange(count) % 2).reshape(count, 1, 1, 1).astype(numpy.uint8)

    def test_images_and_labels_are_read(self):
        with tempfile.TemporaryDirectory() as name:
            self.write(Path(name))
            splits = load_pcam_h5(Path(name))
        self.assertEqual(splits["train"].images.shape, (5, 3, 96, 96))
        self.assertEqual(splits["validation"].labels.tolist(), [0, 1, 0])
        first = numpy.random.RandomState(0).randint(0, 255, (5, 96, 96, 3))
        self.assertTrue((splits["train"].images[2, 1] == first[2, :, :, 1]).all())

    def test_what_is_missing_or_of_another_size_is_named(self):
        with tempfile.TemporaryDirectory() as name:
            with self.assertRaisesRegex(FileNotFoundError, "train_x.h5 is missing"):
                load_pcam_h5(Path(name))
            self.write(Path(name), side=64)
            with self.assertRaisesRegex(ValueError, "expected .n, 96, 96, 3."):
                load_pcam_h5(Path(name))


if __name__ == "__main__":
    unittest.main()
