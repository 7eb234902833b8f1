"""Writes seeds for readers whose files no fixture holds, or few of their kinds: seeds.py READER FOLDER."""

import base64
import hashlib
import io
import json
import pickle
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

reader, folder = sys.argv[1], Path(sys.argv[2])


def put(data):
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def tar(members, form=tarfile.USTAR_FORMAT):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as out:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
    return file.getvalue()


def torch_tar():
    info = pickle.dumps({"protocol_version": 1000, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}, 2)
    tensors = pickle.dumps(1, 2) + pickle.dumps((0, 1, "torch.FloatTensor"), 2) + struct.pack("<iqqqq", 1, 2, 1, 0, 0)
    storages = pickle.dumps(1, 2) + pickle.dumps((1, "cpu", "torch.FloatStorage"), 2) + struct.pack("<q2f", 2, 1.5, 2.5)
    # A dictionary whose values are persistent ids, as torch.save wrote them.
    weights = b"\x80\x02}q\x00U\x06weightq\x01U\x010Qs."
    ordered = b"\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01U\x01wq\x02U\x010Qs."
    for top in (weights, ordered, pickle.dumps({"epoch": 3}, 2), pickle.dumps([1.5, "a"], 0)):
        whole = [("sys_info", info), ("pickle", top), ("tensors", tensors), ("storages", storages)]
        yield tar(whole)
        yield tar(whole[::-1])
        yield tar(whole[:2], tarfile.GNU_FORMAT)
        yield tar(whole + [("stray", b"x")], tarfile.PAX_FORMAT)
        yield tar(whole)[:2048]


def gguf():
    text = lambda value: struct.pack("<Q", len(value)) + value.encode()
    values = {
        0: b"\x01", 1: b"\xff", 2: b"\1\0", 3: b"\1\0", 4: b"\1\0\0\0", 5: b"\1\0\0\0", 6: b"\0\0\x80\x3f", 7: b"\1",
        8: text("v"), 9: struct.pack("<IQ", 4, 2) + bytes(8), 10: bytes(8), 11: bytes(8), 12: bytes(8),
    }
    lists = [struct.pack("<IQ", 8, 2) + text("a") + text("bc"), struct.pack("<IQIQ", 9, 1, 0, 2) + b"ab"]
    for version in (2, 3):
        for kind, value in [*values.items(), *((9, value) for value in lists)]:
            pairs = [text("general.architecture") + struct.pack("<I", 8) + text("t"), text("k") + struct.pack("<I", kind) + value]
            head = b"GGUF" + struct.pack("<IQQ", version, 2, len(pairs)) + b"".join(pairs)
            for index, name in enumerate("ab"):
                head += text(name) + struct.pack("<IQQIQ", 2, 4, 2, 0, 32 * index)
            yield head + bytes(-len(head) % 32) + bytes(64)


def npy(data, descr, shape="(2,)", version=1):
    header = ("{'descr': %s, 'fortran_order': False, 'shape': %s, }" % (descr, shape)).encode()
    size = 2 if version == 1 else 4
    header += b" " * (63 - (len(header) + 8 + size) % 64) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + len(header).to_bytes(size, "little") + header + data


def arrays():
    for version in (1, 2, 3):
        for descr, data in [
            ("'<f8'", bytes(16)), ("'|O'", pickle.dumps([1, "a"], 4)), ("[('a', '<f8'), ('b', '|O', (2,))]", pickle.dumps([], 2)),
            ("[('x', [('y', '<i4'), ('z', '|S3')])]", bytes(14)), ("'<U3'", bytes(24)), ("'<M8[ns]'", bytes(16)), ("'|V5'", bytes(10)),
            ("[(('title', 'a'), '<f8')]", bytes(16)),
        ]:
            yield npy(data, descr, version=version)
    yield npy(bytes(8), "'<f8'", "()")
    yield npy(b"", "'<f8'", "(0, 3)")


def npz():
    members = list(arrays())
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for group in [members[:1], members[:4], members[8:12], members]:
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w", method) as out:
                for index, data in enumerate(group):
                    out.writestr("arr_%d.npy" % index, data)
            yield file.getvalue()


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def saved_model():
    """Graphs with functions, branches, assets and signatures, which are small."""
    def node(name, operation, *inputs, **attributes):
        text = field(1, name) + field(2, operation) + b"".join(field(3, i) for i in inputs)
        return text + b"".join(field(5, field(1, key.encode()) + field(2, value)) for key, value in attributes.items())

    call = field(10, field(1, b"f"))
    info = lambda tensor: field(1, tensor) + field(2, 7)
    argument = field(2, field(1, b"path") + field(3, 7))
    for operation in (b"ReadFile", b"InitializeTableFromTextFileV2", b"RestoreV2", b"SaveV2", b"Backdoor", b"PrintV2"):
        body = node(b"n", operation, b"path", b"path", output_stream=field(2, b"file:///x"))
        function = field(1, field(1, b"f") + argument) + field(3, body)
        other = field(1, field(1, b"g") + argument) + field(3, node(b"c", b"If", b"path", b"path", then_branch=call, else_branch=call))
        library = field(2, field(1, function) + field(1, other))
        nodes = [
            node(b"asset", b"Const", value=field(8, field(1, 7) + field(8, b"vocabulary.txt"))), node(b"same", b"Identity", b"asset:0"),
            node(b"call", b"StatefulPartitionedCall", b"same", f=call), node(b"g", b"g", b"asset", b"^call"),
            node(b"save/restore_all", b"NoOp", b"^call"),
        ]
        graph = b"".join(field(1, each) for each in nodes) + library
        meta = field(1, field(4, b"serve") + field(5, b"2.15.0")) + field(2, graph)
        meta += field(3, field(1, b"asset:0") + field(3, b"save/restore_all"))
        meta += field(5, field(1, b"serving_default") + field(2, field(1, field(1, b"x") + field(2, info(b"asset:0")))
                                                              + field(2, field(1, b"y") + field(2, info(b"call:0"))) + field(3, b"m")))
        meta += field(6, field(1, info(b"asset:0")) + field(2, b"vocabulary.txt"))
        meta += field(7, field(1, field(6, field(2, b"f"))) + field(2, field(1, b"f") + field(2, b"")))
        yield field(1, 1) + field(2, meta)


def safetensors():
    header = b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    return struct.pack("<Q", len(header)) + header + bytes(4)


def folders(of, mark):
    """Folders of the fixtures in one file each, as FuzzReader takes them: the weights small, no file over 8 KiB."""
    for top in sorted(path.parent for path in (FIXTURES / of).rglob(mark)):
        members = []
        for path in sorted(path for path in top.rglob("*") if path.is_file()):
            data = safetensors() if path.suffix == ".safetensors" else path.read_bytes()
            if len(data) <= 8192:
                members.append((str(path.relative_to(top)), data))
        members.sort(key=lambda member: (member[0] != mark, len(member[1])))
        for count in (1, 3, 12):
            yield b"".join(b"\x1e\x1e\x1e%s\n%s" % (name.encode(), data) for name, data in members[:count])


def hugging_face():
    yield from folders("huggingface", "config.json")
    trained = b'{"architectures":["LlamaForCausalLM"],"auto_map":{"AutoModel":"m.M"},"quantization_config":{"quant_method":"gptq"}}'
    index = b'{"weight_map":{"w":"model-00001-of-00001.safetensors"}}'
    adapter = b'{"peft_type":"LORA","base_model_name_or_path":"x","target_modules":["q"]}'
    yield b"".join(b"\x1e\x1e\x1e%s\n%s" % pair for pair in [
        (b"config.json", trained), (b"model.safetensors.index.json", index), (b"model-00001-of-00001.safetensors", safetensors()),
        (b"adapter_config.json", adapter), (b"training_args.bin", pickle.dumps({}, 2)), (b"pytorch_model.bin", pickle.dumps({}, 2)),
        (b"tokenizer_config.json", b'{"tokenizer_class":"PreTrainedTokenizerFast","chat_template":"x"}')])


def contents(*patterns):
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.stat().st_size <= 40 << 10:
                yield path.read_bytes()


def signatures():
    for data in contents("Tests/Fixtures/signing/*.sig"):
        yield data
        yield base64.b64decode(json.loads(data)["dsseEnvelope"]["payload"])


ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests/Fixtures"
MAKERS = {
    "torch-tar": torch_tar, "gguf": gguf, "npy": arrays, "npz": npz, "savedmodel": saved_model, "signature": signatures,
    "mlflow": lambda: folders("mlflow", "MLmodel"), "huggingface": hugging_face,
    "sentence-transformers": lambda: folders("huggingface", "modules.json"),
    "tensorflow-savedmodel": lambda: folders("tensorflow", "saved_model.pb"),
    "sidecar": lambda: contents("matrices/artifacts/*.meta.json"),
    "input-parquet": lambda: contents("Tests/Fixtures/parquets/*.parquet"),
    "input-onnx": lambda: contents("Tests/Fixtures/onnx-backend/*/*/*.pb"),
    "input-json": lambda: contents("Tests/Fixtures/inputs/*.json", "matrices/artifacts/*.inputs.json"),
    "input-csv": lambda: contents("Tests/Fixtures/inputs/*.csv"),
    "input-arrays": lambda: contents("Tests/Fixtures/inputs/*.np[yz]", "Tests/Fixtures/inputs/*.safetensors"),
}
for data in MAKERS[reader]() if reader in MAKERS else ():
    put(data)
if reader == "joblib":
    for data in arrays():
        put(zlib.compress(data))
