"""Train the network of matrices/torch.yaml on three clouds of points and save it in every way that PyTorch has.

Run it with PyTorch 1.13 (Debian 12's python3-torch), then with a CPU wheel of 2.13 and `--recent`, which exports what the
first run trained. Needs NumPy beside PyTorch, and safetensors with `--recent`.
"""

import argparse
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch

from archives import write_npz

SEED = 20231204

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write the artifacts into")
parser.add_argument("--recent", action="store_true", help="only what PyTorch 1.13 cannot write")
arguments = parser.parse_args()
folder = arguments.out
code = Path(__file__).resolve().parents[2] / "matrices/artifacts/torch/code"
sys.path.insert(0, str(code))
from blobnet import BlobNet  # noqa: E402


def rewrite(path, target, old=b"", new=b""):
    """Copies an archive as PyTorch writes it, a text in its pickle changed, without notes of where its code lay."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    members = [member for member in members if not member[0].endswith(".debug_pkl")]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content.replace(old, new) if old and name.endswith("data.pkl") else content)


if arguments.recent:
    from safetensors.torch import save_file

    net = BlobNet()
    net.load_state_dict(torch.load(folder / "weights.pt", weights_only=True))
    net.eval()
    batch = torch.export.Dim("batch", min=1, max=64)
    program = torch.export.export(net, (torch.zeros(2, 4),), dynamic_shapes=({0: batch},))
    for node in program.graph.nodes:
        node.meta.pop("stack_trace", None)
    torch.export.save(program, folder / "program.pt2")
    save_file(net.state_dict(), folder / "weights.safetensors", metadata={"format": "pt"})
    sys.exit()

folder.mkdir(parents=True, exist_ok=True)
generator = np.random.default_rng(SEED)
torch.manual_seed(SEED)
torch.set_num_threads(1)
centres = generator.normal(scale=3, size=(3, 4))
labels = generator.integers(0, 3, size=600)
points = (centres[labels] + generator.normal(size=(600, 4))).astype(np.float32)
test, train = slice(0, 100), slice(100, 600)

net = BlobNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
inputs, targets = torch.from_numpy(points[train]), torch.from_numpy(labels[train])
for epoch in range(60):
    optimizer.zero_grad()
    loss = torch.nn.functional.nll_loss(torch.log(net(inputs)), targets)
    loss.backward()
    optimizer.step()
net.eval()
with torch.no_grad():
    answers = np.concatenate([net(torch.from_numpy(points[i : i + 1])).numpy() for i in range(100)])
print(f"accuracy on {len(answers)} test rows: {(answers.argmax(1) == labels[test]).mean():.3f}")

state = net.state_dict()
torch.save(state, folder / "weights.pt")
torch.save(state, folder / "legacy.pt", _use_new_zipfile_serialization=False)
torch.save({"epoch": 60, "state_dict": state, "optimizer": optimizer.state_dict()}, folder / "checkpoint.pt")
torch.save({"state_dict": torch.nn.DataParallel(net).state_dict()}, folder / "parallel.pt")
torch.save({"epoch": 60, "best": np.float64(loss.item()), "state_dict": state}, folder / "numpy-scalar.pt")
torch.save(net, folder / "whole.pt")
torch.save(torch.nn.Sequential(net.hidden, net.norm, torch.nn.ReLU(), net.last, torch.nn.Softmax(-1)).eval(), folder / "sequential.pt")
torch.jit.script(net).save(str(folder / "script.tmp"))
rewrite(folder / "script.tmp", folder / "script.pt")
(folder / "script.tmp").unlink()
# As a GPU would have written it.
rewrite(folder / "weights.pt", folder / "from-gpu.pt", b"X\x03\0\0\0cpu", b"X\x06\0\0\0cuda:0")
write_npz(folder / "blobs.inputs.npz", x=points[:10])
write_npz(folder / "blobs.reference.npz", output=answers[:10])
