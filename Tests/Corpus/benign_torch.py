"""Writes what PyTorch saves: state dictionaries, checkpoints, modules, odd tensors, TorchScript and exported programs.

    python benign_torch.py FOLDER

Runs on PyTorch 1.12 to 2.13; what a release lacks is left out. No module or type is anybody's own. Lazy modules that have
not seen their inputs are not here: their hooks are pickled as calls of `getattr`, which nothing can tell from others.
"""

import argparse
import collections
import io
import os
import pathlib
import sys
import warnings
import zipfile

import torch
from torch import nn
from torch.nn.utils import prune

warnings.simplefilter("ignore")
folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
torch.manual_seed(1)
count = 0


def put(name, make):
    """Saves in the zip format, and as files from before 1.6; a release that can't make it leaves it out."""
    global count
    try:
        value = make()
        torch.save(value, io.BytesIO())
    except (AttributeError, NotImplementedError, ImportError, KeyError, RuntimeError, TypeError) as error:
        print("left out: %s: %s" % (name, str(error).splitlines()[0]), file=sys.stderr)
        return
    for kind in ("zip", "legacy"):
        torch.save(value, os.path.join(folder, "%s-%s.pt" % (name, kind)), _use_new_zipfile_serialization=kind == "zip")
        count += 1
    torch.save(value, os.path.join(folder, name + "-protocol-4.pt"), pickle_protocol=4)
    count += 1


NETS = {
    "perceptron": lambda: nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Dropout(0.1), nn.Linear(3, 2), nn.Softmax(dim=1)),
    "convolutions": lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.GELU(), nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 2)),
    "transposed": lambda: nn.Sequential(nn.ConvTranspose2d(2, 1, 3), nn.InstanceNorm2d(1, affine=True), nn.LeakyReLU(), nn.Upsample(scale_factor=2), nn.PixelShuffle(1)),
    "one-dimension": lambda: nn.Sequential(nn.Conv1d(2, 4, 3, padding="same"), nn.GroupNorm(2, 4), nn.SiLU(), nn.AvgPool1d(2)),
    "three-dimensions": lambda: nn.Sequential(nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2), nn.ELU(), nn.MaxPool3d(2)),
    "lstm": lambda: nn.LSTM(4, 3, num_layers=2, bidirectional=True), "gru": lambda: nn.GRU(4, 3), "rnn": lambda: nn.RNN(4, 3), "cell": lambda: nn.LSTMCell(4, 3),
    "embedding": lambda: nn.Sequential(nn.Embedding(5, 4, padding_idx=0), nn.LayerNorm(4), nn.Tanh()), "bag": lambda: nn.EmbeddingBag(5, 4),
    "encoder": lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 2), "decoder": lambda: nn.TransformerDecoderLayer(4, 2, 8, activation="gelu"),
    "transformer": lambda: nn.Transformer(4, 2, 1, 1, 8), "attention": lambda: nn.MultiheadAttention(4, 2),
    "lists": lambda: nn.ModuleList([nn.Linear(2, 2), nn.ModuleDict({"a": nn.Identity(), "b": nn.Sigmoid()})]), "parameters": lambda: nn.ParameterList([nn.Parameter(torch.ones(2))]),
    "losses": lambda: nn.ModuleList([nn.CrossEntropyLoss(torch.ones(2)), nn.MSELoss(), nn.BCEWithLogitsLoss(), nn.SmoothL1Loss(), nn.CTCLoss()]),
    "activations": lambda: nn.ModuleList([nn.PReLU(), nn.Mish(), nn.Hardswish(), nn.Softplus(), nn.Hardtanh(), nn.SELU(), nn.CELU(), nn.GLU(), nn.LogSoftmax(1), nn.Softsign(), nn.Threshold(0.1, 0)]),
    "padding": lambda: nn.ModuleList([nn.ReflectionPad2d(1), nn.ZeroPad2d(1), nn.ReplicationPad1d(1), nn.ConstantPad1d(1, 0.0), nn.Unfold(2), nn.Bilinear(2, 2, 2), nn.CosineSimilarity()]),
    "norms": lambda: nn.ModuleList([nn.LocalResponseNorm(2), nn.BatchNorm1d(2), nn.SyncBatchNorm(2)]), "rms-norm": lambda: nn.RMSNorm(4),
    "weight-norm": lambda: nn.utils.weight_norm(nn.Linear(3, 2)), "spectral-norm": lambda: nn.utils.spectral_norm(nn.Linear(3, 2)),
    "parallel": lambda: nn.DataParallel(nn.Linear(2, 2)), "double": lambda: nn.Linear(2, 2).double(), "half": lambda: nn.Linear(2, 2).half(), "brain": lambda: nn.Linear(2, 2).bfloat16(),
    "frozen": lambda: nn.Linear(2, 2).eval().requires_grad_(False),
    "quantised-dynamic": lambda: torch.quantization.quantize_dynamic(nn.Sequential(nn.Linear(4, 3), nn.ReLU()), {nn.Linear}),
    "quantised-static": lambda: quantised(),
}


def quantised():
    net = nn.Sequential(torch.quantization.QuantStub(), nn.Conv2d(1, 2, 3), nn.ReLU(), torch.quantization.DeQuantStub()).eval()
    net.qconfig = torch.quantization.get_default_qconfig("fbgemm")
    prepared = torch.quantization.prepare(net)
    prepared(torch.ones(1, 1, 8, 8))
    return torch.quantization.convert(prepared)


for name, make in NETS.items():
    put("module-" + name, make)
    put("state-" + name, lambda: make().state_dict())


def checkpoint(optimizer, scheduler=None):
    net = NETS["perceptron"]()
    optimizer = optimizer(net.parameters())
    scheduler = scheduler(optimizer) if scheduler else None
    net(torch.ones(5, 4)).sum().backward()
    optimizer.step()
    if scheduler and not isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
        scheduler.step()
    state = {"epoch": 3, "model_state_dict": net.state_dict(), "optimizer_state_dict": optimizer.state_dict(), "loss": 0.5,
             "rng": torch.get_rng_state(), "config": {"lr": 0.1, "sizes": [4, 3], "name": "net"}, "best": torch.tensor(0.25), "time": (1, 2)}
    if scheduler:
        state["scheduler"] = scheduler.state_dict()
    return state


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9), "adam": torch.optim.Adam, "adam-w": lambda p: torch.optim.AdamW(p, amsgrad=True), "adagrad": torch.optim.Adagrad,
    "rms-prop": torch.optim.RMSprop, "adadelta": torch.optim.Adadelta, "adamax": torch.optim.Adamax, "n-adam": torch.optim.NAdam, "r-adam": torch.optim.RAdam, "r-prop": torch.optim.Rprop,
    "a-sgd": torch.optim.ASGD,
}
SCHEDULERS = {
    "step": lambda o: torch.optim.lr_scheduler.StepLR(o, 2), "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 3),
    "exponential": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9), "plateau": torch.optim.lr_scheduler.ReduceLROnPlateau,
    "milestones": lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [1, 2]), "warm-restarts": lambda o: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, 2),
    "linear": torch.optim.lr_scheduler.LinearLR, "constant": torch.optim.lr_scheduler.ConstantLR,
}
for name, scheduler in SCHEDULERS.items():
    put("scheduler-object-" + name, lambda: {"state_dict": NETS["perceptron"]().state_dict(), "scheduler": scheduler(torch.optim.SGD(NETS["perceptron"]().parameters(), 0.1))})
for name, optimizer in OPTIMIZERS.items():
    put("checkpoint-" + name, lambda: checkpoint(optimizer))
for name, scheduler in SCHEDULERS.items():
    put("checkpoint-scheduler-" + name, lambda: checkpoint(OPTIMIZERS["sgd"], scheduler))
put("checkpoint-arguments", lambda: dict(checkpoint(OPTIMIZERS["sgd"]), args=argparse.Namespace(lr=0.1, out=pathlib.PosixPath("/out/run"))))


def averaged():
    net = NETS["perceptron"]()
    return {"ema": torch.optim.swa_utils.AveragedModel(net).state_dict(), "scaler": torch.cuda.amp.GradScaler(enabled=False).state_dict(), "state_dict": net.state_dict()}


def shared():
    weight = torch.ones(4, 4)
    return collections.OrderedDict(a=weight, b=weight[1:], c=weight.t(), d=nn.Parameter(weight))


def tagged():
    value = torch.ones(2, requires_grad=True)
    value.name_of_mine = "a"
    return {"weight": value}


DTYPES = ["float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool", "complex64", "complex128", "uint16", "uint32", "uint64",
          "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu", "complex32"]
for name in DTYPES:
    put("tensor-" + name, lambda: {"w": torch.ones(2, 2).to(getattr(torch, name))})
put("tensor-sparse", lambda: {"w": torch.eye(3).to_sparse()})
put("tensor-sparse-csr", lambda: {"w": torch.eye(3).to_sparse_csr()})
put("tensor-sparse-csc", lambda: {"w": torch.eye(3).to_sparse_csc()})
put("tensor-sparse-bsr", lambda: {"w": torch.eye(4).to_sparse_bsr((2, 2))})
put("tensor-nested", lambda: {"w": torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])})
put("tensor-quantised", lambda: {"w": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)})
put("tensor-quantised-channels", lambda: {"w": torch.quantize_per_channel(torch.ones(2, 2), torch.ones(2), torch.zeros(2, dtype=torch.long), 0, torch.quint8)})
put("tensor-conjugate", lambda: {"w": torch.ones(2, dtype=torch.complex64).conj(), "i": torch.ones(2, dtype=torch.complex64).conj().imag})
put("tensor-meta", lambda: {"w": torch.ones(2, device="meta")})
put("tensor-channels-last", lambda: {"w": torch.ones(1, 2, 3, 3).to(memory_format=torch.channels_last)})
put("tensor-empty", lambda: {"w": torch.ones(0, 3), "s": torch.tensor(1.0)})
put("tensor-named-attribute", tagged)
put("tensor-buffer", lambda: {"b": nn.Buffer(torch.ones(2)), "u": nn.UninitializedParameter()})
put("tensor-shared", shared)
put("checkpoint-averaged", averaged)
put("module-averaged", lambda: torch.optim.swa_utils.AveragedModel(nn.Linear(2, 2)))
for name in ("random_unstructured", "l1_unstructured"):
    put("module-pruned-" + name, lambda: getattr(prune, name)(nn.Linear(4, 4), "weight", 0.5))
put("state-of-small-types", lambda: {"state_dict": {"w": torch.ones(2)}, "types": [torch.uint4, torch.float8_e8m0fnu]})
put("state-of-types", lambda: {"state_dict": {"w": torch.ones(2)}, "dtype": torch.float32, "size": torch.Size([2, 3]), "device": torch.device("cpu"), "set": {1, 2}, "layout": torch.strided,
                               "counter": collections.Counter("aab"), "default": collections.defaultdict(int, a=1), "none": None, "bytes": b"\x00\xff", "complex": 1j})


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = NETS["perceptron"]()
        self.register_buffer("steps", torch.zeros(1, dtype=torch.long))

    def forward(self, x):
        y = self.inner(x)
        if bool(y.sum() > 100):
            y = y - 1
        return y * 2


def scripted(name, make):
    global count
    try:
        make().save(os.path.join(folder, name + ".pt"))
    except (AttributeError, NotImplementedError, RuntimeError) as error:
        print("left out: %s: %s" % (name, str(error).splitlines()[0]), file=sys.stderr)
        return
    count += 1


scripted("script", lambda: torch.jit.script(Net()))
scripted("script-traced", lambda: torch.jit.trace(NETS["convolutions"]().eval(), torch.ones(1, 1, 8, 8)))
scripted("script-frozen", lambda: torch.jit.freeze(torch.jit.script(Net().eval())))
scripted("script-lstm", lambda: torch.jit.script(NETS["lstm"]()))
scripted("script-encoder", lambda: torch.jit.script(NETS["encoder"]().eval()))
scripted("script-quantised", lambda: torch.jit.script(NETS["quantised-dynamic"]()))
scripted("script-quantised-static", lambda: torch.jit.trace(quantised(), torch.ones(1, 1, 8, 8)))
for name in ("optimised", "lite"):
    path = os.path.join(folder, "script-mobile-%s.ptl" % name)
    try:
        torch.jit.script(Net().eval())._save_for_lite_interpreter(path)
        count += 1
    except (AttributeError, RuntimeError):
        pass


def exported(name, module, inputs, **options):
    global count
    if not hasattr(torch, "export") or not hasattr(torch.export, "save"):
        return
    program = torch.export.export(module, inputs, **options)
    torch.export.save(program, os.path.join(folder, name + ".pt2"))
    count += 1


class Sizes(nn.Module):
    def forward(self, x, y):
        n = x.shape[0]
        return {"a": torch.arange(n // 2 + 1), "j": torch.cat([x, y]), "b": x.reshape(n * 2, -1), "c": torch.arange(max(n, 3)), "d": x.sum(-1, keepdim=True).expand(n, x.shape[1] - 1), "e": (x, [y, n])}


class Branches(nn.Module):
    def forward(self, x):
        y = torch.cond(x.sum() > 0, lambda x: x.sin(), lambda x: x.cos(), (x,))
        with torch.no_grad():
            return y + nn.functional.scaled_dot_product_attention(x, x, x)


class Checks(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({"a-b": nn.Linear(2, 2), "c d": nn.Linear(2, 2)})

    def forward(self, x, y, scale, n, z=None, mode="a"):
        if n > 3:
            x = x * n
        x = self.layers["c d"](self.layers["a-b"](x[1:])) + y
        return x * scale if mode == "a" else x + z


class Choices(nn.Module):
    def forward(self, x, options):
        return collections.OrderedDict(y=x[x > 0].sum() * options["k"][0], i=int(x.shape[0]) + 1, mask=x.isnan() & ~x.isinf(), z=torch.where(x > 0, x, x << 1 if x.dtype == torch.int64 else x))


if hasattr(torch, "export") and hasattr(torch.export, "save"):
    batch = torch.export.Dim("batch", min=2, max=100)
    exported("export", NETS["perceptron"]().eval(), (torch.ones(3, 4),))
    exported("export-batch", NETS["perceptron"]().eval(), (torch.ones(3, 4),), dynamic_shapes=({0: batch},))
    exported("export-convolutions", NETS["convolutions"]().eval(), (torch.ones(2, 1, 8, 8),))
    exported("export-training", NETS["convolutions"]().train(), (torch.ones(2, 1, 8, 8),))
    exported("export-lstm", NETS["lstm"]().eval(), (torch.ones(5, 2, 4),))
    exported("export-encoder", NETS["encoder"]().eval(), (torch.ones(5, 2, 4),))
    exported("export-embedding", NETS["embedding"]().eval(), (torch.ones(2, 3, dtype=torch.long),))
    exported("export-sizes", Sizes(), (torch.ones(4, 4), torch.ones(4, 4)), dynamic_shapes=({0: batch}, {0: batch}))
    exported("export-branches", Branches(), (torch.ones(2, 4, 4),))
    exported("export-choices", Choices(), (torch.ones(4), {"k": [torch.ones(1)]}))
    checks = {"x": {0: batch}, "y": {0: batch - 1}, "scale": None, "n": torch.export.Dim.DYNAMIC, "z": None, "mode": None}
    exported("export-checks", Checks(), (torch.ones(6, 2), torch.ones(5, 2), 2.5, 5), kwargs={"z": torch.ones(1), "mode": "a"}, dynamic_shapes=checks)
    program = torch.export.export(NETS["perceptron"]().eval(), (torch.ones(3, 4),))
    torch.export.save(program, os.path.join(folder, "export-texts.pt2"), extra_files={"notes.txt": "mine"})
    count += 1
    from torch._export.serde.serialize import serialize
    parts = serialize(program)
    with zipfile.ZipFile(os.path.join(folder, "export-old.pt2"), "w") as out:
        for name, data in [("serialized_exported_program.json", parts.exported_program), ("serialized_state_dict.pt", parts.state_dict),
                           ("serialized_constants.pt", parts.constants), ("serialized_example_inputs.pt", b""), ("version", b"8.8")]:
            out.writestr(name, data)
    count += 1
    exported("export-half", nn.Linear(2, 2).bfloat16(), (torch.ones(1, 2, dtype=torch.bfloat16),))
print("%d files" % count)
