"""Train two small Keras models and save them in every format: run with Keras 2 (tensorflow-cpu 2.15), then Keras 3 and --keras3.

blobs: three clouds of points, two dense layers. series: which of two waves, an LSTM.
"""

import os
import shutil
import sys

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from archives import output_folder, write_npz

KERAS3 = "--keras3" in sys.argv
sys.argv = [argument for argument in sys.argv if argument != "--keras3"]
SEED = 20231204
folder = output_folder(__doc__)
keras.utils.set_random_seed(SEED)
generator = np.random.default_rng(SEED)
layers = keras.layers

centres = generator.normal(scale=3, size=(3, 4))
labels = generator.integers(0, 3, size=600)
points = (centres[labels] + generator.normal(size=(600, 4))).astype(np.float32)
waves = generator.integers(0, 2, size=300)
times = np.linspace(0, 6, 12)[None, :] + generator.uniform(0, 6, size=(300, 1))
series = (np.sin(times * (1 + waves[:, None])) + generator.normal(scale=0.1, size=(300, 12))).astype(np.float32)[..., None]


def trained(model, inputs, targets, epochs):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(inputs, targets, epochs=epochs, batch_size=32, verbose=0)
    return model


def reference(model, name, inputs):
    rows = [np.asarray(model(inputs[index : index + 1], training=False)) for index in range(10)]
    write_npz(folder / f"{name}.reference.npz", output=np.concatenate(rows))


features = layers.Input((4,), name="features")
hidden = layers.Dense(16, activation="relu")(features)
blobs = trained(keras.Model(features, layers.Dense(3, activation="softmax", name="probabilities")(hidden)), points, labels, 10)
if KERAS3:
    blobs.save(folder / "blobs-keras3.keras")
    reference(blobs, "blobs-keras3", points)
    raise SystemExit

steps = layers.Input((12, 1), name="steps")
lstm = trained(keras.Model(steps, layers.Dense(2, activation="softmax")(layers.LSTM(8)(steps))), series, waves, 10)

blobs.save(folder / "blobs.keras")
blobs.save(folder / "blobs.h5")
lstm.save(folder / "series.keras")
lstm.save(folder / "series.h5")
saved = folder / "blobs-saved"
shutil.rmtree(saved, ignore_errors=True)
blobs.export(str(saved), verbose=False) if "verbose" in blobs.export.__code__.co_varnames else blobs.export(str(saved))


def convert(prepare=lambda converter: None):
    serve = tf.function(lambda features: {"output": blobs(features)})
    concrete = serve.get_concrete_function(tf.TensorSpec([1, 4], tf.float32, name="features"))
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], blobs)
    prepare(converter)
    return converter.convert()


def quantise(converter):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([points[index : index + 1]] for index in range(200))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8


(folder / "blobs.tflite").write_bytes(convert())
(folder / "blobs-int8.tflite").write_bytes(convert(quantise))
write_npz(folder / "blobs.inputs.npz", features=points[:10])
write_npz(folder / "series.inputs.npz", steps=series[:10])
reference(blobs, "blobs", points)
reference(lstm, "series", series)
