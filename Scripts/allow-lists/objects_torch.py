"""Tensors, state dictionaries and modules of PyTorch as `torch.save` writes them."""

import importlib
import inspect
import io
import pickle
import pkgutil
import types
import warnings

import torch

from observe import Recorder, declare, failures, observe


def save(value):
    module = types.SimpleNamespace(Unpickler=Recorder, load=lambda f, **k: Recorder(f, **k).load(), loads=pickle.loads,
                                   Pickler=pickle.Pickler, dump=pickle.dump, dumps=pickle.dumps, __name__="pickle",
                                   UnpicklingError=pickle.UnpicklingError)
    for zipped in (True, False):
        for protocol in (2, 4):
            file = io.BytesIO()
            try:
                torch.save(value, file, _use_new_zipfile_serialization=zipped, pickle_protocol=protocol)
                file.seek(0)
                options = {} if torch.__version__ < "1.13" else {"weights_only": False}
                # 1.13 takes no notice of the argument.
                torch.serialization.pickle = module
                torch.load(file, pickle_module=module, **options)
            except Exception as error:
                failures["torch %s: %s" % (type(value).__name__, str(error)[:80])] += 1
            finally:
                torch.serialization.pickle = pickle


MODULES = [
    lambda n: n.Sequential(n.Linear(2, 3), n.ReLU(), n.Dropout(), n.BatchNorm1d(3)),
    lambda n: n.LSTM(2, 3), lambda n: n.GRU(2, 3), lambda n: n.RNN(2, 3), lambda n: n.LSTMCell(2, 3),
    lambda n: n.TransformerEncoderLayer(4, 2), lambda n: n.TransformerDecoderLayer(4, 2),
    lambda n: n.TransformerEncoderLayer(4, 2, activation="gelu"), lambda n: n.Transformer(4, 2, 1, 1, 4),
    lambda n: n.TransformerEncoder(n.TransformerEncoderLayer(4, 2), 1), lambda n: n.MultiheadAttention(4, 2),
    lambda n: n.Embedding(3, 2), lambda n: n.EmbeddingBag(3, 2), lambda n: n.ModuleList([n.Linear(1, 1)]),
    lambda n: n.ModuleDict({"a": n.Linear(1, 1)}), lambda n: n.ParameterList([n.Parameter(torch.ones(1))]),
    lambda n: n.ParameterDict({"a": n.Parameter(torch.ones(1))}), lambda n: n.DataParallel(n.Linear(1, 1)),
    lambda n: n.utils.weight_norm(n.Linear(2, 2)), lambda n: n.utils.spectral_norm(n.Linear(2, 2)),
    lambda n: n.utils.parametrizations.weight_norm(n.Linear(2, 2)),
    lambda n: n.utils.parametrizations.spectral_norm(n.Linear(2, 2)),
]
for size in ("1d", "2d", "3d"):
    MODULES += [lambda n, s=size: getattr(n, "Conv" + s)(1, 2, 3), lambda n, s=size: getattr(n, "ConvTranspose" + s)(1, 2, 3),
                lambda n, s=size: getattr(n, "BatchNorm" + s)(2), lambda n, s=size: getattr(n, "MaxPool" + s)(2),
                lambda n, s=size: getattr(n, "AvgPool" + s)(2), lambda n, s=size: getattr(n, "AdaptiveAvgPool" + s)(2)]


def observe_all():
    dtypes = "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128".split()
    dtypes += "uint16 uint32 uint64 float8_e4m3fn float8_e5m2".split()
    for name in dtypes:
        if hasattr(torch, name):
            dtype = getattr(torch, name)
            try:
                tensor = torch.zeros(2, 3).to(dtype)
            except Exception:
                tensor = torch.zeros(2, 3)
            save({"t": tensor, "slice": tensor[:, 1:], "dtype": dtype, "size": tensor.shape, "device": tensor.device,
                  "p": torch.nn.Parameter(torch.zeros(2)), "layout": torch.strided})
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.BatchNorm1d(3))
    for optimizer in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop):
        options = {"momentum": 0.9} if optimizer is torch.optim.SGD else {}
        o = optimizer(net.parameters(), lr=0.1, **options)
        net(torch.ones(4, 2)).sum().backward()
        o.step()
        save({"model": net.state_dict(), "optimizer": o.state_dict(), "epoch": 3,
              "scheduler": torch.optim.lr_scheduler.StepLR(o, 2).state_dict(), "rng": torch.get_rng_state()})
        save(o)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        save(torch.sparse_coo_tensor([[0], [1]], [1.0], (2, 2)))
        save(torch.eye(3).to_sparse_csr())
        save(torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8))
        save(torch.quantize_per_channel(torch.ones(2, 2), torch.tensor([0.1, 0.1]), torch.tensor([0, 0]), 0, torch.qint8))
        try:
            quantized = torch.quantization.quantize_dynamic(torch.nn.Sequential(torch.nn.Linear(2, 2)), dtype=torch.qint8)
            save(quantized.state_dict())
            save(quantized)
        except Exception as error:
            failures[str(error)[:80]] += 1
        for make in MODULES:
            try:
                module = make(torch.nn)
            except Exception:
                continue
            save(module)
            save(module.state_dict())
        parallel = torch.nn.DataParallel(net)
        save(parallel.state_dict())
        for name in dir(torch.nn):
            cls = getattr(torch.nn, name)
            if isinstance(cls, type) and issubclass(cls, torch.nn.Module):
                for arguments in ((), (2,), (2, 2), (1, 2, 3), (2, 2, 2)):
                    try:
                        save(cls(*arguments))
                        break
                    except Exception:
                        continue
    # Modules of whole networks; not those that talk to other processes or compile.
    for package in ("torch.nn.modules", "torch.nn.utils"):
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
            try:
                module = importlib.import_module(found.name)
            except Exception:
                continue
            for value in list(vars(module).values()):
                if inspect.isclass(value) and issubclass(value, torch.nn.Module) and value.__module__ == module.__name__:
                    declare(value)
    for name in ("relu gelu silu tanh sigmoid softmax leaky_relu elu selu celu mish relu6 softplus hardswish hardtanh "
                 "log_softmax normalize dropout").split():
        for module in (torch.nn.functional, torch):
            if hasattr(module, name):
                observe(getattr(module, name))
