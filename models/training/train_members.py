"""Fine-tunes one network several times, each with other settings, and averages the weights: one network again, better
than each of them (model soups, Wortsman et al., ICML 2022). From the repository root:

    python3 models/training/train_members.py --start-from RUN --soft-labels FILE --simulated DIR --run lymph-node

Members stand in configs/lymph-node-members.json as changes to configs/lymph-node.json; each is a run of its own under
models/training/runs, and the same command again goes on where it stopped. Who is averaged is settled in that file, not
by the validation split.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent


def member_config(base: dict, changes: dict) -> dict:
    """A member's settings: those of the base but for what the member changes, section by section."""
    config = json.loads(json.dumps(base))
    for key, value in changes.items():
        if isinstance(value, dict):
            config[key] = {**config[key], **value}
        else:
            config[key] = value
    return config


def averaged(states: list) -> dict:
    """Mean of the weights of networks of one kind; counters are the first's."""
    first = states[0]
    if any(state["network"] != first["network"] for state in states):
        raise ValueError("only weights of the same network can be averaged")
    mean = {}
    for key, value in first["model"].items():
        same = [state["model"][key] for state in states]
        mean[key] = torch.stack(same).mean(0) if value.dtype.is_floating_point else value
    return {"network": first["network"], "model": mean}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=Path, default=HERE / "configs" / "lymph-node-members.json")
    parser.add_argument("--base", type=Path, default=HERE / "configs" / "lymph-node.json")
    parser.add_argument("--start-from", required=True, help="name of the run whose averaged.pt all members start from")
    parser.add_argument("--soft-labels", type=Path, help="file of distil.py, for members with soft_share")
    parser.add_argument("--simulated", type=Path)
    parser.add_argument("--run", default="lymph-node", help="name of the folder under runs/ for the averaged network")
    options = parser.parse_args()
    base, members = (json.loads(path.read_text()) for path in (options.base, options.members))
    runs = HERE / "runs"
    states = []
    for name, changes in members.items():
        config = member_config(base, {k: v for k, v in changes.items() if k != "start_from"})
        folder = runs / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "member.json").write_text(json.dumps(config, indent=2) + "\n")
        start = runs / changes.get("start_from", options.start_from) / "averaged.pt"
        command = [sys.executable, str(HERE / "train_lymph_node.py"), "--config", str(folder / "member.json")]
        command += ["--run", name, "--start-from", str(start), "--evaluate-every", "1500"]
        if config.get("soft_share"):
            if not options.soft_labels:
                parser.error(f"{name} learns from soft labels: give --soft-labels, or take soft_share out of its settings")
            command += ["--soft-labels", str(options.soft_labels)]
        if options.simulated:
            command += ["--simulated", str(options.simulated)]
        print(f"member {name}", flush=True)
        subprocess.run(command, check=True)
        states.append(torch.load(folder / "averaged.pt", map_location="cpu"))
    target = runs / options.run
    target.mkdir(parents=True, exist_ok=True)
    torch.save(averaged(states), target / "averaged.pt")
    print(f"averaged {len(states)} members into {target / 'averaged.pt'}")


if __name__ == "__main__":
    main()
