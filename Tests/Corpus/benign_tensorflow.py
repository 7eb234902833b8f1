"""Writes SavedModels of many kinds, and TensorFlow Lite models: real graphs that must not be refused.

    python benign_tensorflow.py FOLDER

Uses TensorFlow 2 with its Keras, and TensorFlow Text where it is installed.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf

folder = os.path.abspath(sys.argv[1])
os.makedirs(folder, exist_ok=True)
tf.keras.utils.set_random_seed(1)
keras, layers = tf.keras, tf.keras.layers
words = os.path.join(folder, "words.txt")
with open(words, "w") as file:
    file.write("[PAD]\n[UNK]\nred\ngreen\nblue\n##s\n")
count = 0


def put(name, model, **options):
    global count
    path = os.path.join(folder, name)
    if isinstance(model, keras.Model) and hasattr(model, "export"):
        model.export(path)
    else:
        tf.saved_model.save(model, path, **options)
    count += 1


def image(shape=(32, 32, 3)):
    return keras.Input(shape)


def residual(x, width):
    y = layers.BatchNormalization()(layers.Conv2D(width, 3, padding="same")(x))
    y = layers.Conv2D(width, 3, padding="same")(layers.ReLU()(y))
    return layers.ReLU()(layers.Add()([y, layers.Conv2D(width, 1)(x)]))


def separable(x, width):
    y = layers.DepthwiseConv2D(3, padding="same", strides=2)(x)
    return layers.Activation("hard_sigmoid" if width > 8 else "relu6")(layers.BatchNormalization()(layers.Conv2D(width, 1)(y)))


def attention(x, heads=2):
    y = layers.MultiHeadAttention(heads, 4)(x, x)
    x = layers.LayerNormalization()(x + y)
    return layers.LayerNormalization()(x + layers.Dense(x.shape[-1], activation="gelu")(x))


def functional(inputs, outputs):
    return keras.Model(inputs, outputs)


def pictures():
    x = image()
    yield "residual", functional(x, layers.Dense(2)(layers.GlobalAveragePooling2D()(residual(residual(x, 4), 8))))
    x = image()
    yield "separable", functional(x, layers.Dense(2, activation="softmax")(layers.Flatten()(separable(separable(x, 8), 16))))
    x = image()
    branches = [layers.Conv2D(4, size, padding="same", activation="swish")(x) for size in (1, 3, 5)]
    yield "inception", functional(x, layers.Dense(2)(layers.GlobalMaxPooling2D()(layers.Concatenate()([*branches, layers.MaxPooling2D(3, 1, "same")(x)]))))
    x = image()
    down = layers.Conv2D(4, 3, strides=2, padding="same")(x)
    yield "u-net", functional(x, layers.Conv2D(1, 1, activation="sigmoid")(layers.Concatenate()([layers.Conv2DTranspose(4, 3, strides=2, padding="same")(down), layers.UpSampling2D()(down)])))
    x = image()
    augmented = layers.RandomRotation(0.1)(layers.RandomFlip()(layers.Rescaling(1 / 255.0)(layers.Resizing(16, 16)(x))))
    yield "augmented", functional(x, layers.Dense(2)(layers.Flatten()(layers.RandomContrast(0.1)(layers.RandomZoom(0.1)(augmented)))))
    x = keras.Input((16, 16, 1))
    patches = layers.Reshape((16, 16))(layers.Conv2D(16, 4, strides=4)(x))
    yield "vision-transformer", functional(x, layers.Dense(2)(layers.GlobalAveragePooling1D()(attention(patches))))
    yield "mobile-net", keras.applications.MobileNetV2(input_shape=(32, 32, 3), alpha=0.35, weights=None, classes=2)
    yield "efficient-net", keras.applications.EfficientNetB0(input_shape=(32, 32, 3), weights=None, classes=2)


def sequences():
    for name, layer in {"lstm": layers.LSTM(4, return_sequences=True), "gru": layers.GRU(4), "bidirectional": layers.Bidirectional(layers.LSTM(3)),
                        "rnn-cells": layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)]), "conv-lstm": None, "conv1d": layers.Conv1D(4, 3, dilation_rate=2)}.items():
        x = keras.Input((6, 4)) if layer else keras.Input((4, 8, 8, 1))
        yield name, functional(x, (layer or layers.ConvLSTM2D(2, 3))(x))
    x = keras.Input((None,), dtype="int32")
    yield "embedding", functional(x, layers.Dense(1)(layers.LSTM(4)(layers.Embedding(10, 4, mask_zero=True)(x))))
    x = keras.Input((8, 16))
    yield "transformer", functional(x, attention(attention(x)))


def columns():
    text = keras.Input((1,), dtype="string", name="text")
    vectors = layers.TextVectorization(output_mode="tf_idf", ngrams=2)
    vectors.adapt(["red green", "blue", "red red blue"])
    yield "text-vectorization", functional(text, layers.Dense(1)(vectors(text)))
    integers = layers.TextVectorization(output_sequence_length=4, standardize="lower_and_strip_punctuation")
    integers.adapt(["red green", "blue"])
    text = keras.Input((1,), dtype="string", name="text")
    yield "text-embedding", functional(text, layers.GlobalAveragePooling1D()(layers.Embedding(8, 4)(integers(text))))
    kind = keras.Input((1,), dtype="string", name="kind")
    yield "string-lookup", functional(kind, layers.StringLookup(vocabulary=["red", "blue"], output_mode="one_hot")(kind))
    kind = keras.Input((1,), dtype="string", name="kind")
    yield "string-lookup-file", functional(kind, layers.StringLookup(vocabulary=words)(kind))
    number = keras.Input((1,), name="number")
    scale = layers.Normalization()
    scale.adapt(np.arange(6.0).reshape(6, 1))
    bins = layers.Discretization([0.0, 1.0, 2.0])(number)
    yield "numbers", functional(number, layers.Concatenate()([scale(number), layers.CategoryEncoding(4)(bins)]))
    kind, number = keras.Input((1,), dtype="string", name="kind"), keras.Input((1,), dtype="int64", name="number")
    crossed = layers.HashedCrossing(5)((kind, layers.Hashing(3)(kind)))
    yield "hashing", functional([kind, number], layers.Concatenate()([crossed, layers.IntegerLookup(vocabulary=[1, 2])(number)]))


class Module(tf.Module):
    """A module with one function, and with what it has to keep."""

    def __init__(self, function, *signature, **kept):
        super().__init__()
        for name, value in kept.items():
            setattr(self, name, value)
        self.serve = tf.function(function, input_signature=signature)


def spec(shape, kind=tf.float32):
    return tf.TensorSpec(shape, kind)


def tables():
    file = tf.lookup.TextFileInitializer(words, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER)
    static = tf.lookup.StaticHashTable(file, -1)
    yield "table-of-a-file", Module(lambda x: {"y": static.lookup(x)}, spec([None], tf.string), table=static)
    buckets = tf.lookup.StaticVocabularyTable(file, 3)
    yield "vocabulary-of-a-file", Module(lambda x: {"y": buckets.lookup(x)}, spec([None], tf.string), table=buckets)
    pairs = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2]), 0)
    yield "table-of-constants", Module(lambda x: {"y": pairs.lookup(x)}, spec([None], tf.string), table=pairs)
    mutable = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
    mutable.insert(["a"], [1])
    yield "mutable-table", Module(lambda x: {"y": mutable.lookup(x)}, spec([None], tf.string), table=mutable)
    dense = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, -2, -3)
    yield "dense-table", Module(lambda x: {"y": dense.lookup(x)}, spec([None], tf.int64), table=dense)


def functions():
    def looping(x):
        total, step = tf.constant(0.0), tf.constant(0)
        while step < 3:
            if tf.reduce_sum(x) > total:
                total += tf.reduce_mean(x)
            step += 1
        return {"y": total}

    def reading(x):
        data = tf.data.Dataset.from_tensor_slices(x).map(lambda v: v * 2).filter(lambda v: v > 0).shuffle(4).cache().batch(2, drop_remainder=True)
        return {"y": data.prefetch(1).reduce(0.0, lambda sum, v: sum + tf.reduce_sum(v))}

    def strings(x):
        parts = tf.strings.split(tf.strings.lower(tf.strings.regex_replace(x, "[^a-z ]", "")))
        joined = tf.strings.reduce_join(parts, axis=-1, separator="-")
        return {"y": joined, "n": tf.strings.length(x, "UTF8_CHAR"), "h": tf.strings.to_hash_bucket_fast(x, 9), "u": tf.strings.unicode_decode(x, "UTF-8").to_tensor()}

    def examples(x):
        features = tf.io.parse_example(x, {"a": tf.io.FixedLenFeature([2], tf.float32), "b": tf.io.VarLenFeature(tf.string)})
        return {"a": features["a"], "b": tf.sparse.to_dense(features["b"])}

    def decoded(x):
        return {"y": tf.image.resize(tf.cast(tf.io.decode_image(x, expand_animations=False), tf.float32), [8, 8])}

    def signals(x):
        return {"y": tf.abs(tf.signal.stft(x, 8, 4)), "mel": tf.signal.linear_to_mel_weight_matrix(4, 5)}

    def algebra(x):
        values, vectors = tf.linalg.eigh(x @ tf.transpose(x))
        return {"y": values, "v": vectors, "i": tf.linalg.inv(x + 3.0 * tf.eye(2)), "s": tf.linalg.svd(x, compute_uv=False)}

    def ragged(x):
        return {"y": tf.RaggedTensor.from_row_splits(x, [0, 2, 3]).to_tensor(), "t": tf.math.top_k(x, 2).values, "u": tf.unique(x).y}

    def printing(x):
        tf.print("seen", tf.shape(x))
        tf.debugging.assert_all_finite(x, "finite")
        return {"y": tf.random.stateless_normal([2], [1, 2]) + tf.random.normal([2])}

    @tf.custom_gradient
    def straight(x):
        return tf.round(x), lambda grad: grad

    yield "loops", Module(looping, spec([None]))
    yield "dataset", Module(reading, spec([None]))
    yield "strings", Module(strings, spec([None], tf.string))
    yield "examples", Module(examples, spec([None], tf.string))
    yield "decoded", Module(decoded, spec([], tf.string))
    yield "signals", Module(signals, spec([None]))
    yield "algebra", Module(algebra, spec([2, 2]))
    yield "ragged", Module(ragged, spec([3]))
    yield "printing", Module(printing, spec([None]))
    yield "gradient", Module(lambda x: {"y": straight(x), "z": tf.cond(tf.reduce_sum(x) > 0, lambda: x, lambda: -x)}, spec([None]))
    yield "compiled", Module(lambda x: {"y": tf.function(lambda v: v * 2 + 1, jit_compile=True)(x)}, spec([None]))
    yield "arrays", Module(lambda x: {"y": tf.map_fn(lambda v: v + 1, x), "z": tf.scan(lambda a, v: a + v, x)}, spec([None]))
    weights = tf.Variable([[1.0], [2.0]])
    trained = Module(lambda x: {"y": x @ weights}, spec([None, 2]), weights=weights)

    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ weights) ** 2)
        weights.assign_sub(0.1 * tape.gradient(loss, weights))
        return {"loss": loss}

    trained.train = tf.function(step, input_signature=[spec([None, 2])])
    yield "training", trained


def texts():
    try:
        import tensorflow_text as text
    except ImportError:
        return
    table = tf.lookup.StaticVocabularyTable(tf.lookup.TextFileInitializer(
        words, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER), 1)
    bert = text.BertTokenizer(table, lower_case=True, token_out_type=tf.int64)
    yield "bert-tokens", Module(lambda x: {"y": bert.tokenize(x).merge_dims(-2, -1).to_tensor()}, spec([None], tf.string), table=table)
    yield "text-normal", Module(lambda x: {"y": text.normalize_utf8(x), "w": text.WhitespaceTokenizer().tokenize(x).to_tensor()}, spec([None], tf.string))
    fast = text.FastWordpieceTokenizer(["[UNK]", "red", "##s"], token_out_type=tf.int32)
    yield "fast-word-pieces", Module(lambda x: {"y": fast.tokenize(x).to_tensor()}, spec([None], tf.string))


def first_version():
    """As TensorFlow 1 saved models, with a table of an asset."""
    global count
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        text = v1.placeholder(tf.string, [None], "text")
        file = tf.lookup.TextFileInitializer(words, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER)
        found = tf.cast(tf.lookup.StaticHashTable(file, -1).lookup(text), tf.float32) * v1.get_variable("w", [], initializer=v1.ones_initializer())
        with v1.Session() as session:
            session.run([v1.global_variables_initializer(), v1.tables_initializer()])
            for name, options in {"first-version": {}, "first-version-saver": {"saver": v1.train.Saver(sharded=True)}}.items():
                v1.get_default_graph().clear_collection("saved_model_main_op")
                builder = v1.saved_model.Builder(os.path.join(folder, name))
                signature = v1.saved_model.predict_signature_def({"text": text}, {"found": found})
                builder.add_meta_graph_and_variables(
                    session, ["serve"], {"serving_default": signature}, assets_collection=v1.get_collection(v1.GraphKeys.ASSET_FILEPATHS),
                    main_op=v1.tables_initializer(), **options)
                builder.save()
                count += 1


for makers in (pictures, sequences, columns, tables, functions, texts):
    for name, model in makers():
        options = {} if isinstance(model, keras.Model) else {"signatures": model.serve.get_concrete_function()}
        put(name, model, **options)
first_version()
# As Keras 2 saves folders, with its own metadata; Keras 3 no longer does.
if getattr(keras, "__version__", "2").startswith("2."):
    keras.Sequential([layers.Dense(3, activation="relu", input_shape=(4,)), layers.Dropout(0.5), layers.Dense(1)]).save(
        os.path.join(folder, "keras-folder"), save_format="tf")
    count += 1


def lite(name, function, *shapes, select=False, quantised=False):
    global count
    converter = tf.lite.TFLiteConverter.from_concrete_functions([tf.function(function, input_signature=shapes).get_concrete_function()], tf.Module())
    if select:
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS]
    if quantised:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    with open(os.path.join(folder, name + ".tflite"), "wb") as file:
        file.write(converter.convert())
    count += 1


lite("matrix", lambda x: tf.nn.softmax(x @ tf.ones([3, 2])), spec([1, 3]))
lite("matrix-quantised", lambda x: tf.nn.relu(x @ tf.ones([64, 64])), spec([1, 64]), quantised=True)
lite("convolution", lambda x: tf.nn.conv2d(x, tf.ones([3, 3, 1, 2]), 1, "SAME"), spec([1, 8, 8, 1]))
lite("select", lambda x: tf.linalg.inv(x) + tf.math.lgamma(x), spec([2, 2]), select=True)
print("%d models" % count)
