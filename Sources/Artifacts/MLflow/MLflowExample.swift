import Files
import JSON
import Tensors

extension InputSet {
    /// The inputs that an artifact brings along: an MLflow model's `input_example`; `nil` where it has none.
    ///
    /// MLflow writes a table as `{"columns": …, "data": …}`, arrays as nested lists or `{"inputs": …}`.
    public static func example(of artifact: String) throws(InputError) -> InputSet? {
        let file = Path.join(artifact, MLflowFormat.file)
        guard let bytes = try? File.readRegular(file, limit: 16 << 20), let model = try? MLmodel(bytes),
            let example = model.example
        else { return nil }
        let path = Path.join(artifact, example.path)
        guard !example.path.hasPrefix("/"), !example.path.split(separator: "/").contains("..") else {
            throw InputError("the model's input example lies outside its folder; give 'inputs'", file: file)
        }
        guard File.isRegular(path) || !File.exists(path) else {
            throw InputError("the model's input example is no file; give 'inputs'", file: path)
        }
        let text = try InputFile.read(path, limit: sizeLimit)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: text)
        } catch {
            throw InputError(
                "the model's input example is not valid JSON: \(error.message); give 'inputs'",
                file: path,
                position: "line \(error.line), column \(error.column)",
            )
        }
        do throws(InputError) {
            return try decode(value, type: example.type)
        } catch {
            throw InputError("the model's input example: \(error.message)", file: path, position: error.position)
        }
    }

    private static func decode(_ value: JSONValue, type: String) throws(InputError) -> InputSet {
        if type.hasPrefix("sparse") {
            throw InputError("a sparse matrix is not supported as an example; give 'inputs'")
        }
        if type == "dataframe", let rows = value["data"] {
            guard let columns = value["columns"]?.array else { return try JSONInput.decode(rows) }
            let names = columns.map { $0.string ?? $0.compact }
            // As records, since columns may be of different types.
            let records = (rows.array ?? []).map { row in
                JSONValue.object(JSONObject(Array(zip(names, row.array ?? []))))
            }
            return try JSONInput.decode(.array(records))
        }
        return try JSONInput.decode(value["inputs"] ?? value)
    }
}
