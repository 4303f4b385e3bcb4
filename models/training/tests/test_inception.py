"""The teacher of photographs: its network, and the package that its weights come in."""
import base64
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

from inception import Inception, InceptionConfig, Unit, read_package
from trainer import build_network


def network(**settings) -> Inception:
    torch.manual_seed(0)
    return Inception(InceptionConfig(**{"side": 0, "until": 1, **settings})).eval()


class Network(unittest.TestCase):
    def test_one_logit_a_patch_whatever_its_side(self):
        for side in (80, 96):
            with torch.no_grad():
                self.assertEqual(tuple(network()(torch.rand(2, 3, side, side)).shape), (2, 1, 1, 1))

    def test_channels_of_every_block_are_those_of_the_paper(self):
        for until, channels in ((1, 256), (2, 288), (3, 288), (4, 768), (5, 768), (8, 768)):
            self.assertEqual(network(until=until).head.in_channels, 2 * channels)

    def test_the_centre_counts_by_itself(self):
        model = network(centre=0.2)
        x = torch.rand(1, 3, 128, 128)
        border = x.clone()
        border[:, :, :8] = 0
        with torch.no_grad():
            before, after = (model.features(image).flatten() for image in (x, border))
        channels = len(before) // 2
        self.assertEqual(float((before - after)[:channels].abs().max()), 0)
        self.assertGreater(float((before - after)[channels:].abs().max()), 0)

    def test_a_config_of_a_checkpoint_builds_it_again(self):
        model = network(until=2, centre=0.5)
        again = build_network(json.loads(json.dumps(model.config.to_dict())))
        self.assertEqual(again.config, model.config)
        again.load_state_dict(model.state_dict())


class Package(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, tensors: dict, split: int) -> None:
        """Tensors of bytes as the package stores them: value = byte * 0.5 - 1."""
        data = b"".join(values.tobytes() for values in tensors.values())
        for i, part in enumerate((data[:split], data[split:])):
            script = f'!function(){{return "{base64.b64encode(part).decode()}"}}()'
            (self.folder / f"group1-shard{i + 1}of2.min.js").write_text(script)
        quantization = 'quantization:{min:-1,scale:.5,dtype:"uint8"}'
        entries = ",".join(
            f'{{name:"{name}",shape:[{",".join(map(str, values.shape))}],dtype:"float32",{quantization}}}'
            for name, values in tensors.items()
        )
        (self.folder / "model.min.js").write_text(f"a.exports={{weightsManifest:[{{weights:[{entries}]}}]}}")

    def test_reads_bytes_across_shards(self):
        random = numpy.random.RandomState(0)
        tensors = {"b/bias": random.randint(0, 255, (40,)).astype("u1"), "a/kernel": random.randint(0, 255, (3, 3, 16, 20)).astype("u1")}
        self.write(tensors, 1200)
        read = read_package(self.folder)
        for name, values in tensors.items():
            numpy.testing.assert_allclose(read[name], values * 0.5 - 1)

    def test_says_what_is_missing(self):
        with self.assertRaisesRegex(FileNotFoundError, "shard"):
            read_package(self.folder)
        self.write({"a": numpy.zeros((50, 50), "u1")}, 1200)
        with (self.folder / "model.min.js").open("a") as stream:
            stream.write('{name:"b",shape:[2],dtype:"float32",quantization:{min:0,scale:1,dtype:"uint8"}}')
        with self.assertRaisesRegex(ValueError, "2502 bytes"):
            read_package(self.folder)

    def test_weights_find_their_convolutions_and_others_are_refused(self):
        model = network()
        units = [module for module in model.modules() if isinstance(module, Unit)]
        weights = {}
        for number, unit in enumerate(units, 1):
            kernel = unit.convolution.weight.detach().permute(2, 3, 1, 0).numpy()
            weights[f"conv2d_{number}/kernel"] = kernel * 0 + number
            for part in ("beta", "moving_mean", "moving_variance"):
                weights[f"batch_normalization_{number}/{part}"] = numpy.full(kernel.shape[3], number, numpy.float32)
        model.start_from_photographs(weights)
        # Of mixed0: after the stem's five, the 1x1 branch, then the two of the 5x5 branch.
        self.assertEqual(float(model.blocks[0].branches[1][1].convolution.weight.mean()), 8)
        self.assertEqual(float(model.blocks[0].pooled[0].norm.running_var.mean()), 12)
        weights["conv2d_3/kernel"] = weights["conv2d_2/kernel"]
        with self.assertRaisesRegex(ValueError, "conv2d_3"):
            model.start_from_photographs(weights)


if __name__ == "__main__":
    unittest.main()
