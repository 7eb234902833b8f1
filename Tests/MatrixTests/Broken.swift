import Testing

/// Broken matrices with the exact lines that each must give.
struct Broken: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let expected: String

    init(_ name: String, _ text: String, _ expected: String) {
        self.name = name
        self.text = text
        self.expected = expected
    }

    var testDescription: String { name }
}

extension Broken {
    static let all = [
        Broken(
            "an empty file",
            #"""

            """#,
            #"""
            smoke.yaml:1:1: error: the file is empty
            """#,
        ),
        Broken(
            "a file of comments",
            #"""
            # nothing yet
            """#,
            #"""
            smoke.yaml:2:1: error: the file is empty
            """#,
        ),
        Broken(
            "a list where the matrix should be",
            #"""
            - version: 1
            """#,
            #"""
            smoke.yaml:1:1: error: the matrix must be a mapping with 'version', 'name', 'description', 'defaults', …, not a list
            """#,
        ),
        Broken(
            "a plain text",
            #"""
            hello
            """#,
            #"""
            smoke.yaml:1:1: error: the matrix must be a mapping with 'version', 'name', 'description', 'defaults', …, not 'hello'
            """#,
        ),
        Broken(
            "a tab for indentation",
            #"""
            version: 1
            artifacts:
            	model: {path: model.joblib}
            """#,
            #"""
            smoke.yaml:3:1: error: a tab cannot indent here; use spaces
            """#,
        ),
        Broken(
            "a list that is not closed",
            #"""
            version: 1
            name: [a, b
            artifacts: {}
            """#,
            #"""
            smoke.yaml:3:10: error: while parsing a flow sequence that starts at 2:7: did not find expected ',' or ']'; close the list with ']', and quote a text that holds ',', '[', ']', '{' or '}'
            """#,
        ),
        Broken(
            "a quote that is not closed",
            #"""
            version: 1
            name: "release
            """#,
            #"""
            smoke.yaml:2:15: error: while scanning a quoted scalar that starts at 2:7: found unexpected end of stream; a quote is not closed
            """#,
        ),
        Broken(
            "a colon in a bare text",
            #"""
            version: 1
            name: release: gate
            """#,
            #"""
            smoke.yaml:2:14: error: mapping values are not allowed in this context; put the value on a line of its own, or quote a text that contains ': '
            """#,
        ),
        Broken(
            "bad indentation",
            #"""
            version: 1
            artifacts:
                model: {path: a.joblib}
              other: {path: b.joblib}
            """#,
            #"""
            smoke.yaml:4:3: error: while parsing a block mapping that starts at 1:1: did not find expected key; check the indentation, and that a list or text before it is closed
            """#,
        ),
        Broken(
            "two documents",
            #"""
            version: 1
            ---
            version: 1
            """#,
            #"""
            smoke.yaml:2:1: error: a second document begins here; a file holds one
            """#,
        ),
        Broken(
            "an unknown alias",
            #"""
            version: 1
            name: *release
            """#,
            #"""
            smoke.yaml:2:7: error: the alias '*release' has no anchor '&release' before it; quote a text that starts with '*'
            """#,
        ),
        Broken(
            "an alias inside its own anchor",
            #"""
            version: 1
            defaults: &d {tolerance: *d}
            """#,
            #"""
            smoke.yaml:2:26: error: the alias '*d' stands inside what it repeats
            """#,
        ),
        Broken(
            "an unknown tag",
            #"""
            version: 1
            artifacts:
              model: {path: !!python/name model.joblib}
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:3:17: error: the tag '!!python/name' does not fit here; leave it out, or quote a text that starts with '!'
            """#,
        ),
        Broken(
            "duplicate keys, each with the place of the first",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                call: predict
                call: transform
            environments:
              place: {kind: venv, python: "3.11"}
            artifacts: {}
            """#,
            #"""
            smoke.yaml:6:5: error: the key 'call' is here twice; the first is at 5:5
            smoke.yaml:9:1: error: the key 'artifacts' is here twice; the first is at 2:1
            """#,
        ),
        Broken(
            "no keys at all",
            #"""
            {}
            """#,
            #"""
            smoke.yaml:1:1: error: the matrix needs 'version': the version of this file's format: 1
            smoke.yaml:1:1: error: the matrix needs 'artifacts': the saved models, by name
            smoke.yaml:1:1: error: the matrix needs 'environments': where they have to work, by name
            """#,
        ),
        Broken(
            "a version of the format to come",
            #"""
            version: 2
            artifacts:
              model: {path: model.joblib}
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:1:10: error: version 2 of the matrix format is not known; this smokehouse reads 1
            """#,
        ),
        Broken(
            "empty artifacts and environments",
            #"""
            version: 1
            artifacts: {}
            environments: []
            """#,
            #"""
            smoke.yaml:2:12: error: 'artifacts' must be a mapping from names to entries, not an empty one
            smoke.yaml:3:15: error: 'environments' must be a mapping from names to entries, not a list
            """#,
        ),
        Broken(
            "misspelt keys on every level",
            #"""
            version: 1
            artefacts:
              model: {path: model.joblib}
            artifacts:
              model:
                path: model.joblib
                tolerence: {rtol: 0}
                refrence: model.npz
                compare: {metrics: exact}
            environments:
              place:
                kind: venv
                pyhton: "3.11"
                package: {numpy: "<2"}
            policy: {pickel: scan}
            defaults: {infrences: 3, timeout: {provison: 1m}}
            """#,
            #"""
            smoke.yaml:2:1: error: unknown key 'artefacts' in a matrix; did you mean 'artifacts'?
            smoke.yaml:7:5: error: unknown key 'tolerence' in an artifact; did you mean 'tolerance'?
            smoke.yaml:8:5: error: unknown key 'refrence' in an artifact; did you mean 'reference'?
            smoke.yaml:9:15: error: unknown key 'metrics' in 'compare'; did you mean 'metric'?
            smoke.yaml:13:5: error: unknown key 'pyhton' in an environment; did you mean 'python'?
            smoke.yaml:14:5: error: unknown key 'package' in an environment; did you mean 'packages'?
            smoke.yaml:15:10: error: unknown key 'pickel' in 'policy'; did you mean 'pickle'?
            smoke.yaml:16:12: error: unknown key 'infrences' in 'defaults'; did you mean 'inferences'?
            smoke.yaml:16:36: error: unknown key 'provison' in 'timeout'; did you mean 'provision'?
            """#,
        ),
        Broken(
            "names that cannot be names",
            #"""
            version: 1
            artifacts:
              iris pipeline: {path: model.joblib}
              "a@b": {path: model.joblib}
              ../x: {path: model.joblib}
            environments:
              "sk[learn]": {kind: venv}
              -x: {kind: venv}
            """#,
            #"""
            smoke.yaml:3:3: error: 'iris pipeline' cannot name an artifact: letters, digits, '_', '-' and '.', the first not '-' or '.', at most 100
            smoke.yaml:4:3: error: 'a@b' cannot name an artifact: letters, digits, '_', '-' and '.', the first not '-' or '.', at most 100
            smoke.yaml:5:3: error: '../x' cannot name an artifact: letters, digits, '_', '-' and '.', the first not '-' or '.', at most 100
            smoke.yaml:7:3: error: 'sk[learn]' cannot name an environment: letters, digits, '_', '-' and '.', the first not '-' or '.', at most 100
            smoke.yaml:8:3: error: '-x' cannot name an environment: letters, digits, '_', '-' and '.', the first not '-' or '.', at most 100
            """#,
        ),
        Broken(
            "files that are not there",
            #"""
            version: 1
            artifacts:
              model:
                path: ~/missing.joblib
                inputs: missing.npz
                reference: missing/reference.npy
                metadata: missing.json
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:4:11: error: 'path': no file or folder '~/missing.joblib' at '/w/~/missing.joblib'; '~' is not expanded, write '${HOME}'
            smoke.yaml:5:13: error: 'inputs': no file or folder 'missing.npz' at '/w/missing.npz'
            smoke.yaml:6:16: error: 'reference': no file or folder 'missing/reference.npy' at '/w/missing/reference.npy'
            smoke.yaml:7:15: error: 'metadata': no file or folder 'missing.json' at '/w/missing.json'
            """#,
        ),
        Broken(
            "an artifact without a path",
            #"""
            version: 1
            artifacts:
              model: {call: predict}
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:3:3: error: the artifact 'model' needs 'path': the file or directory, relative to the matrix
            """#,
        ),
        Broken(
            "an artifact that is a text",
            #"""
            version: 1
            artifacts:
              model: model.joblib
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:3:10: error: the artifact 'model' must be a mapping with 'path', 'url', 'sha256', 'format', …, not 'model.joblib'
            """#,
        ),
        Broken(
            "a short SHA-256",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                sha256: 4f2c
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:13: error: 'sha256' must be 64 hexadecimal digits, not '4f2c'
            """#,
        ),
        Broken(
            "an unknown format",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                format: jobllib
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:13: error: unknown format 'jobllib'; did you mean 'joblib'?
            """#,
        ),
        Broken(
            "a format to come",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                format: torch-state-dict
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:13: error: the format 'torch-state-dict' is not supported yet
            """#,
        ),
        Broken(
            "inputs of an unknown kind",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs: rows.xlsx
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:13: error: 'inputs': cannot read inputs from '.xlsx'; use .npy, .npz, .json, .csv, .parquet, .safetensors or a test_data_set folder
            """#,
        ),
        Broken(
            "ragged inputs",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs: [[1, 2, 3], [4, 5]]
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:25: error: 'inputs': this entry is a list of shape [2], the first of its list a list of shape [3]
            """#,
        ),
        Broken(
            "an input with a hole",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs: [1, null, 3]
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:17: error: 'inputs': a value is missing; write .nan for a number that is not there
            """#,
        ),
        Broken(
            "rows with other columns",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs: [{a: 1, b: 2}, {a: 1, c: 2}]
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:28: error: 'inputs': this row has not the columns of the first
            """#,
        ),
        Broken(
            "an empty list of inputs",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs: []
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:13: error: 'inputs' must not be an empty list
            """#,
        ),
        Broken(
            "generated inputs that cannot be",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs: {generate: {shape: [4, -1], dtype: float, low: 3, high: 2, seed: -1}}
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:36: error: an entry of 'shape' must be a whole number of at least 0, not the number -1
            smoke.yaml:5:48: error: 'dtype' must be 'bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'float16', 'bfloat16', 'float32' or 'float64', not 'float'; did you mean 'float16'?
            smoke.yaml:5:60: error: 'low' (3.0) must be less than 'high' (2.0)
            smoke.yaml:5:78: error: 'seed' must be a whole number of at least 0, not the number -1
            """#,
        ),
        Broken(
            "generated inputs of an absurd size",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs: {generate: {shape: [1000000, 1000000]}}
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:32: error: 'shape' has more than 2^28 elements in a row
            """#,
        ),
        Broken(
            "named inputs with faults",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inputs:
                  x: missing.npy
                  y: {z: 1}
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:6:10: error: the input 'x': no file or folder 'missing.npy' at '/w/missing.npy'
            smoke.yaml:7:10: error: the input 'y' must be a file, a list of values or 'generate', not a mapping
            """#,
        ),
        Broken(
            "settings of the wrong type",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                inferences: 0
                batch: two
                tolerance: {rtol: -1, atol: .inf}
                timeout: {load: 60, inference: 10 minutes}
                isolation: proces
                network: off
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:17: error: 'inferences' must be a whole number from 1 to 1000000, not the number 0
            smoke.yaml:6:12: error: 'batch' must be a whole number of rows of at least 1, or 'stacked', not 'two'
            smoke.yaml:7:23: error: 'rtol' must be a finite number of at least 0, not the number -1
            smoke.yaml:7:33: error: 'atol' must be a finite number of at least 0, not the number .inf
            smoke.yaml:8:21: error: 'load' must be a duration with its unit, such as 10m, 60s, 500ms or 1h30m, not the number 60
            smoke.yaml:8:36: error: 'inference' must be a duration with its unit, such as 10m, 60s, 500ms or 1h30m, not '10 minutes'
            smoke.yaml:9:16: error: 'isolation' must be 'process' or 'environment', not 'proces'; did you mean 'process'?
            smoke.yaml:10:14: error: 'network' must be 'none' or 'host', not the boolean off
            """#,
        ),
        Broken(
            "an empty tolerance",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                tolerance: {}
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:16: error: 'tolerance' needs 'rtol', 'atol' or both
            """#,
        ),
        Broken(
            "an unknown metric",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                compare: {metric: cosin, outputs: [a]}
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:23: error: 'metric' must be 'allclose', 'max-abs', 'max-rel', 'cosine', 'top1' or 'exact', not 'cosin'; did you mean 'cosine'?
            smoke.yaml:5:39: error: 'outputs' must be a mapping, not a list
            """#,
        ),
        Broken(
            "a reference of an unknown kind",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                reference: outputs.csv
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:16: error: 'reference' must be a .npz or .npy file, a test_data_set folder or {artifact: NAME}, not 'outputs.csv'
            """#,
        ),
        Broken(
            "a reference to oneself and to nobody",
            #"""
            version: 1
            artifacts:
              one: {path: a.joblib, reference: {artifact: one}}
              two: {path: b.joblib, reference: {artifact: onw}}
              three: {path: b.joblib, reference: {artefact: one}}
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:3:47: error: 'one' cannot be its own reference
            smoke.yaml:4:47: error: no artifact 'onw'; did you mean 'one'?
            smoke.yaml:5:38: error: 'reference' needs 'artifact': the other artifact's name
            smoke.yaml:5:39: error: unknown key 'artefact' in 'reference'; did you mean 'artifact'?
            """#,
        ),
        Broken(
            "booleans and numbers where texts should be",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                call: yes
                description: [a]
                rename: {a: 1}
                labels: {team: ~}
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:11: error: 'call': write "yes" in quotes; bare, YAML reads yes as a boolean
            smoke.yaml:6:18: error: 'description' must be a text, not a list
            smoke.yaml:7:17: error: the new name of 'a': write "1" in quotes; bare, YAML reads 1 as a number
            smoke.yaml:8:20: error: the label 'team' must be a text, not nothing
            """#,
        ),
        Broken(
            "every artifact key that is to come",
            #"""
            version: 1
            artifacts:
              model:
                path: model.joblib
                budget: {latency: 5ms}
            environments:
              place: {kind: venv, python: "3.11"}
            """#,
            #"""
            smoke.yaml:5:5: error: 'budget' is not supported yet
            """#,
        ),
        Broken(
            "code that is not there, in two places, without a name",
            #"""
            version: 1
            artifacts:
              one:
                path: one.pt
                model: {file: missing.py, class: Net}
              two:
                path: two.pt
                model: {file: code.py, module: code, class: 3}
              three:
                path: three.pt
                model: {class: Net, args: [16]}
              four:
                path: four.pt
                model: {module: code, klass: Net}
              five:
                path: five.pt
                model: {file: code.py, class: Net, args: {scale: [1, .nan]}}
                reset: 1
                load: strict
              six:
                path: six.pt
                load: {limit: .inf}
                entry: code.py
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:5:19: error: 'file': no file or folder 'missing.py' at '/w/missing.py'
            smoke.yaml:8:28: error: 'file' and 'module' exclude each other
            smoke.yaml:8:49: error: 'class': write "3" in quotes; bare, YAML reads 3 as a number
            smoke.yaml:11:12: error: 'model' needs 'file' or 'module'
            smoke.yaml:11:31: error: 'args' must be a mapping, not a list
            smoke.yaml:14:12: error: 'model' needs 'class': the class' name
            smoke.yaml:14:27: error: unknown key 'klass' in 'model'; did you mean 'class'?
            smoke.yaml:17:58: error: the argument 'scale' must be a finite number, not the number .nan
            smoke.yaml:18:12: error: 'reset': write "1" in quotes; bare, YAML reads 1 as a number
            smoke.yaml:19:11: error: 'load' must be a mapping, not 'strict'
            smoke.yaml:22:19: error: the option 'limit' must be a finite number, not the number .inf
            smoke.yaml:23:5: error: 'entry' needs 'format: python' beside it, which says that its code may run
            smoke.yaml:23:12: error: 'entry' must be a Python file and a function in it, such as code/load.py:load, not 'code.py'
            """#,
        ),
        Broken(
            "steps beside what is about one file, without a path, and nothing in them",
            #"""
            version: 1
            artifacts:
              one:
                path: one.joblib
                steps: [{path: a.joblib}]
              two:
                steps: [{path: missing.joblib}, {call: predict}, {path: b.joblib, sha256: 12, format: jobllib}]
                call: predict
                metadata: two.json
              three: {steps: []}
              four: {steps: {path: a.joblib}}
              five:
                steps: [{path: a.bin, entry: "load.py:load"}, {path: b.bin, format: python}]
              six:
                steps: [{path: a.bin, format: python, entry: "missing.py:load"}, a.joblib]
              seven: {path: a.bin, format: joblib, entry: "load.py:a b"}
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:5:5: error: 'path' and 'steps' exclude each other
            smoke.yaml:7:20: error: 'path': no file or folder 'missing.joblib' at '/w/missing.joblib'
            smoke.yaml:7:37: error: a step needs 'path': the file or directory, relative to the matrix
            smoke.yaml:7:79: error: 'sha256' must be 64 hexadecimal digits, not the number 12
            smoke.yaml:7:91: error: unknown format 'jobllib'; did you mean 'joblib'?
            smoke.yaml:8:5: error: 'call' is about one file; beside 'steps', give it to the step
            smoke.yaml:9:5: error: 'metadata' is about one file; a step's is NAME.meta.json beside it
            smoke.yaml:10:18: error: 'steps' must be a list of mappings with 'path', not a list
            smoke.yaml:11:17: error: 'steps' must be a list of mappings with 'path', not a mapping
            smoke.yaml:13:27: error: 'entry' needs 'format: python' beside it, which says that its code may run
            smoke.yaml:13:73: error: 'format: python' needs 'entry': a function that loads the artifact, such as code/load.py:load
            smoke.yaml:15:50: error: 'entry': no file or folder 'missing.py' at '/w/missing.py'
            smoke.yaml:15:70: error: a step must be a mapping with 'path', 'format', 'call', 'sha256', …, not 'a.joblib'
            smoke.yaml:16:40: error: 'entry' needs 'format: python' beside it, which says that its code may run
            smoke.yaml:16:47: error: 'entry' must be a Python file and a function in it, such as code/load.py:load, not 'load.py:a b'
            """#,
        ),
        Broken(
            "addresses that are none, without a digest or beside a file",
            #"""
            version: 1
            artifacts:
              one: {url: "ftp://joe:secret@example.org/model"}
              two: {url: "https://", sha256: 12}
              three: {url: "s3://bucket", path: model.joblib}
              four: {url: "https://example.org/a b"}
              five: {steps: [{url: "https://example.org/a"}, {url: example.org/b, path: model.joblib}], url: "http://a/b"}
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:3:14: error: 'url' must begin with https://, http:// or s3://, not 'ftp://…'
            smoke.yaml:3:14: error: 'url' needs 'sha256' beside it: the digest of the file, so that nothing else is taken for it
            smoke.yaml:4:14: error: 'url' names no host
            smoke.yaml:4:34: error: 'sha256' must be 64 hexadecimal digits, not the number 12
            smoke.yaml:5:16: error: 'url' must name a bucket and a key: s3://bucket/key
            smoke.yaml:5:16: error: 'url' needs 'sha256' beside it: the digest of the file, so that nothing else is taken for it
            smoke.yaml:5:31: error: 'path' and 'url' exclude each other
            smoke.yaml:6:15: error: 'url' holds spaces or control characters; write a space as %20
            smoke.yaml:6:15: error: 'url' needs 'sha256' beside it: the digest of the file, so that nothing else is taken for it
            smoke.yaml:7:24: error: 'url' needs 'sha256' beside it: the digest of the file, so that nothing else is taken for it
            smoke.yaml:7:56: error: 'url' must begin with https://, http:// or s3://, not 'example.org/b'
            smoke.yaml:7:56: error: 'url' needs 'sha256' beside it: the digest of the file, so that nothing else is taken for it
            smoke.yaml:7:71: error: 'path' and 'url' exclude each other
            smoke.yaml:7:93: error: 'steps' and 'url' exclude each other
            smoke.yaml:7:98: error: 'url' needs 'sha256' beside it: the digest of the file, so that nothing else is taken for it
            """#,
        ),
        Broken(
            "a Python version that YAML makes a number",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                python: 3.10
            """#,
            #"""
            smoke.yaml:7:13: error: 'python': write "3.10" in quotes; bare, YAML reads 3.10 as the number 3.1
            """#,
        ),
        Broken(
            "an axis of versions that YAML makes numbers",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                python: ["3.11", 3.9]
                packages: {scikit-learn: [1.3.2, 1.5], numpy: 1:30}
            """#,
            #"""
            smoke.yaml:7:22: error: an entry of 'python': write "3.9" in quotes; bare, YAML reads 3.9 as a number
            smoke.yaml:8:38: error: an entry of 'scikit-learn': write "1.5" in quotes; bare, YAML reads 1.5 as a number
            smoke.yaml:8:51: error: 'numpy': write "1:30" in quotes; bare, YAML reads 1:30 as the number 90
            """#,
        ),
        Broken(
            "a Python that is no interpreter's name",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                python: ">=3.9"
            """#,
            #"""
            smoke.yaml:7:13: error: 'python' must be a version ("3.11"), a command (python3) or a path, not '>=3.9'
            """#,
        ),
        Broken(
            "a value twice on an axis",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                python: ["3.11", "3.11"]
                packages: {numpy: []}
            """#,
            #"""
            smoke.yaml:7:22: error: '3.11' is twice on the axis 'python'
            smoke.yaml:8:23: error: the axis 'numpy' has no values; list one at least
            """#,
        ),
        Broken(
            "versions that are none",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                packages: {numpy: latest, scipy: ["1.2", "=>1"], torch: ">=2.0,", "numpy!": "1"}
            """#,
            #"""
            smoke.yaml:7:23: error: 'numpy': 'latest' is no version ("1.4.2"), no specifier (">=1.6,<2", PEP 440) and not "*" for any
            smoke.yaml:7:46: error: an entry of 'scipy': '=>1' is no version ("1.4.2"), no specifier (">=1.6,<2", PEP 440) and not "*" for any
            smoke.yaml:7:61: error: 'torch': '>=2.0,' is no version ("1.4.2"), no specifier (">=1.6,<2", PEP 440) and not "*" for any
            smoke.yaml:7:71: error: 'numpy!' cannot name a package (PEP 508)
            """#,
        ),
        Broken(
            "a package twice",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                packages: {scikit-learn: "1.3.2", Scikit_Learn: "1.4.2"}
            """#,
            #"""
            smoke.yaml:7:39: error: 'Scikit_Learn' and 'scikit-learn' are the same package
            """#,
        ),
        Broken(
            "versions enumerated from the index",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                packages:
                  scikit-learn: {versions: ">=1.6,<2", pick: minor, pre: maybe}
            """#,
            #"""
            smoke.yaml:8:22: error: 'versions' is not supported yet
            smoke.yaml:8:50: error: 'pick' must be 'minors', 'all' or 'latest', not 'minor'; did you mean 'minors'?
            smoke.yaml:8:62: error: 'pre' must be true or false, not 'maybe'
            """#,
        ),
        Broken(
            "no kind, and one that does not exist",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              one: {python: "3.11"}
              two: {kind: conda}
              three: {kind: vnev}
            """#,
            #"""
            smoke.yaml:5:8: error: the environment 'one' needs 'kind': what kind of environment this is
            smoke.yaml:6:15: error: 'kind' must be 'workdir', 'venv' or 'container', not 'conda'
            smoke.yaml:7:17: error: 'kind' must be 'workdir', 'venv' or 'container', not 'vnev'; did you mean 'venv'?
            """#,
        ),
        Broken(
            "packages in a clean directory",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place: {kind: workdir, packages: {numpy: "<2"}, installer: pip, image: x}
            """#,
            #"""
            smoke.yaml:5:26: error: 'packages' does not go with the kind 'workdir', only with 'venv' and 'container'
            smoke.yaml:5:51: error: 'installer' does not go with the kind 'workdir', only with 'venv' and 'container'
            smoke.yaml:5:67: error: 'image' does not go with the kind 'workdir', only with 'container'
            """#,
        ),
        Broken(
            "a container",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place: {kind: container, resources: {memory: 1G, cpus: 0}}
            """#,
            #"""
            smoke.yaml:5:10: error: a container needs 'image' or 'build'
            smoke.yaml:5:48: error: 'memory' must be a size with its unit, such as 2GiB, 512MB or 100KiB, not '1G'
            smoke.yaml:5:58: error: 'cpus' must be more than 0
            """#,
        ),
        Broken(
            "environment keys of the wrong type",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                variables: {1A: x, B: [1]}
                installer: conda
                device: cuda
                advisory: "yes"
                indexes: wheels
                find-links: missing
                requirements: [missing.txt]
                lock: uv.lock
            """#,
            #"""
            smoke.yaml:7:17: error: '1A' cannot name a variable: letters, digits and '_', no digit first
            smoke.yaml:7:27: error: the variable 'B' must be a text, not a list
            smoke.yaml:8:16: error: 'installer' must be 'uv' or 'pip', not 'conda'
            smoke.yaml:9:13: error: 'device: cuda' is not supported yet
            smoke.yaml:10:15: error: 'advisory' must be true or false, not 'yes'
            smoke.yaml:11:14: error: 'indexes' must be a URL with https://, http:// or file://, not 'wheels'; for a folder of wheels use 'find-links'
            smoke.yaml:12:17: error: 'find-links': no file or folder 'missing' at '/w/missing'
            smoke.yaml:13:20: error: an entry of 'requirements': no file or folder 'missing.txt' at '/w/missing.txt'
            smoke.yaml:14:5: error: 'lock' is not supported yet
            """#,
        ),
        Broken(
            "a policy with what is to come",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            policy: {pickle: never, allow: [], metadata: required, signature: required, keys: [a.pub], sandbox: auto, max-size: 2G}
            """#,
            #"""
            smoke.yaml:13:18: error: 'pickle' must be 'scan', 'trusted' or 'deny', not 'never'
            smoke.yaml:13:32: error: 'allow' must not be an empty list; leave the key out
            smoke.yaml:13:117: error: 'max-size' must be a size with its unit, such as 2GiB, 512MB or 100KiB, not '2G'
            """#,
        ),
        Broken(
            "signatures without what checks them",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib, signature: model.sig}
              parts:
                signature: parts.sig
                steps: [{path: a.joblib, signature: missing.sig}, {path: b.joblib}]
            environments:
              bare: {kind: workdir}
            policy: {signature: required, metadata: never}
            """#,
            #"""
            smoke.yaml:3:3: error: 'model' names its signature, and no key checks it; add 'keys' to 'policy'
            smoke.yaml:5:5: error: 'signature' is about one file; beside 'steps', give it to the step
            smoke.yaml:6:41: error: 'signature': no file or folder 'missing.sig' at '/w/missing.sig'
            smoke.yaml:9:21: error: 'signature: required' needs 'keys' beside it: the public keys that may have signed
            smoke.yaml:9:41: error: 'metadata' must be 'optional' or 'required', not 'never'
            """#,
        ),
        Broken(
            "keys that are not there",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib, signature: model.sig}
            environments:
              bare: {kind: workdir}
            policy: {signature: required, keys: [release.pub, missing.pub]}
            """#,
            #"""
            smoke.yaml:6:51: error: an entry of 'keys': no file or folder 'missing.pub' at '/w/missing.pub'
            """#,
        ),
        Broken(
            "a variable that is not set",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            name: ${RELEASE}
            description: "${1X} and ${OPEN"
            """#,
            #"""
            smoke.yaml:13:7: error: the variable 'RELEASE' is not set; set it, or write '${RELEASE:-default}'
            smoke.yaml:14:14: error: '${1X}' is not '${NAME}' or '${NAME:-default}'; write '$$' for a dollar
            """#,
        ),
        Broken(
            "globs that match nothing",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                only: [modle, "x-*"]
            include: [{artifact: model, environment: plaice}]
            exclude: [{artifact: "y-*"}]
            expect: [{environment: "z?", verdict: crashed}]
            baseline: {modal: place}
            """#,
            #"""
            smoke.yaml:7:12: error: no artifact 'modle'; did you mean 'model'?
            smoke.yaml:7:19: error: 'x-*' matches no artifact
            smoke.yaml:8:42: error: no environment 'plaice'; did you mean 'place'?
            smoke.yaml:9:22: error: 'y-*' matches no artifact
            smoke.yaml:10:24: error: 'z?' matches no environment
            smoke.yaml:11:12: error: no artifact 'modal'; did you mean 'model'?
            """#,
        ),
        Broken(
            "rules without what they need",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            include: [{artifact: model}]
            exclude: {artifact: model}
            expect: [{artifact: model, verdict: broken, until: 2027-02-30}]
            baseline: [model]
            """#,
            #"""
            smoke.yaml:13:11: error: an entry of 'include' needs 'environment': a glob over environment names
            smoke.yaml:14:10: error: 'exclude' must be a list of mappings, not a mapping
            smoke.yaml:15:37: error: 'verdict' must be 'incompatible', 'drifted', 'crashed', 'timed-out', 'unprovisioned', 'refused' or 'warned', not 'broken'
            smoke.yaml:15:52: error: 'until' must be a day such as 2027-06-01, not '2027-02-30'
            smoke.yaml:16:11: error: 'baseline' must be a mapping from artifact to environment, not a list
            """#,
        ),
        Broken(
            "a condition on an axis that is not there",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            exclude: [{artifact: model, environment: place, where: {scikit-lern: "1.3.2"}}]
            """#,
            #"""
            smoke.yaml:13:57: error: no environment here has an axis 'scikit-lern'; did you mean 'scikit-learn'?
            """#,
        ),
        Broken(
            "a condition that no value fits",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            exclude: [{where: {python: "3.8"}}]
            expect: [{where: {scikit-learn: ">=1.6"}, verdict: drifted}]
            """#,
            #"""
            smoke.yaml:13:20: error: this entry of 'exclude' matches no cell: 'python' is never 3.8, only 3.9, 3.11
            smoke.yaml:14:19: error: this entry of 'expect' matches no cell: 'scikit-learn' is never >=1.6, only 1.3.2, 1.4.2, 1.5.2
            """#,
        ),
        Broken(
            "conditions that are none",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            exclude: [{where: {python: 3.10}}, {where: {python: ">=x"}}, {where: []}]
            """#,
            #"""
            smoke.yaml:13:28: error: 'python': write "3.10" in quotes; bare, YAML reads 3.10 as the number 3.1
            smoke.yaml:13:53: error: 'python': '>=x' is no version specifier (PEP 440) such as ">=1.6,<2"
            smoke.yaml:13:70: error: 'where' must be a mapping from axis to value or specifier, not a list
            """#,
        ),
        Broken(
            "a combination that 'only' keeps out",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            exclude: [{artifact: other, environment: place}]
            include: [{artifact: other, environment: place, where: {python: "3.12"}}]
            """#,
            #"""
            smoke.yaml:13:11: error: this entry of 'exclude' matches no cell: 'only' keeps the artifact out
            smoke.yaml:14:57: error: this entry of 'include' matches no cell: 'python' is never 3.12, only 3.9, 3.11
            """#,
        ),
        Broken(
            "an expectation of what is excluded",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            exclude: [{artifact: model, environment: bare}]
            expect: [{artifact: model, environment: bare, verdict: crashed}]
            """#,
            #"""
            smoke.yaml:14:10: error: every cell that this entry of 'expect' matches is excluded
            """#,
        ),
        Broken(
            "a baseline that is not there",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            baseline: {model: "place[python=3.9,scikit-learn=1.3.3]"}
            """#,
            #"""
            smoke.yaml:13:19: error: 'model' has no cell in 'place[python=3.9,scikit-learn=1.3.3]'; did you mean 'place[python=3.9,scikit-learn=1.3.2]'?
            """#,
        ),
        Broken(
            "a baseline that is excluded",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              other: {path: other.onnx}
            environments:
              place:
                kind: venv
                python: ["3.9", "3.11"]
                packages:
                  scikit-learn: ["1.3.2", "1.4.2", "1.5.2"]
                only: [model]
              bare: {kind: workdir}
            baseline: {model: bare}
            exclude: [{artifact: model, environment: bare, reason: too old}]
            """#,
            #"""
            smoke.yaml:13:19: error: the baseline of 'model' is excluded (too old)
            """#,
        ),
        Broken(
            "a bridge to an artifact without outputs",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
              export: {path: model.onnx, reference: {artifact: model}}
            environments:
              place: {kind: venv}
            """#,
            #"""
            smoke.yaml:4:41: error: 'export' compares with 'model', which has no outputs to compare with; give 'model' a reference file or an entry in 'baseline'
            """#,
        ),
        Broken(
            "references in a circle",
            #"""
            version: 1
            artifacts:
              one: {path: a.joblib, reference: {artifact: two}}
              two: {path: b.joblib, reference: {artifact: one}}
            environments:
              place: {kind: venv}
            baseline: {one: place, two: place}
            """#,
            #"""
            smoke.yaml:3:36: error: references go round in a circle: 'one@place' compares with 'two@place' compares with 'one@place'; give one of them a reference file
            """#,
        ),
        Broken(
            "too many cells",
            #"""
            version: 1
            artifacts:
              model: {path: model.joblib}
            environments:
              place:
                kind: venv
                packages:
                  p0: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p1: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p2: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p3: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p4: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p5: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p6: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p7: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p8: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p9: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p10: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p11: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p12: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p13: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p14: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p15: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p16: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p17: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p18: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p19: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p20: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p21: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p22: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p23: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
                  p24: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
            """#,
            #"""
            smoke.yaml:5:3: error: more than 100000 cells with this environment; shorten its axes
            """#,
        ),
    ]
}
