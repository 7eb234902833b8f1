import JSON

/// Settings of tokenizers that have a load read files which a saved tokenizer does not need.
enum TokenizerSettings {
    /// Whether a member of a configuration has such a file read.
    ///
    /// Sources: `models/bert_japanese/tokenization_bert_japanese.py` and `tokenization_utils_base.py` of transformers.
    static func readsFile(_ key: String, _ value: JSONValue, in file: String) -> Bool {
        guard let text = value.string, !text.isEmpty else { return false }
        switch key {
        // The configuration of Sudachi names libraries, which it loads.
        case "sudachi_config_path", "sudachi_resource_dir": return true
        // Else the word for one of the dictionaries that come with it, as `unidic_lite` and `small`.
        case "mecab_dic", "sudachi_dict_type": return text.contains("/")
        case "mecab_option":
            let options = ["-r", "-d", "-u", "--r", "--d", "--u"]
            return text.split { $0.isWhitespace }.contains { word in options.contains(where: word.hasPrefix) }
        // What transformers 4 noted of where the tokenizer had lain.
        case "special_tokens_map_file", "tokenizer_file": return false
        default:
            let isFile = key.hasSuffix("_file") || key.hasSuffix("_spm")
            return isFile && file.hasSuffix("tokenizer_config.json") && text.leavesFolder
        }
    }
}
