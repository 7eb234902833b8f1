extension KnownBreakage {
    /// XGBoost, LightGBM and CatBoost.
    static let boosting = [
        says("The binary format has been deprecated in 1.6 and removed in 3.1") { failure in
            "XGBoost 3.1 dropped the binary format (\(failure.installedName("xgboost")) is installed); "
                + "load it with xgboost<3.1 and save it as .ubj or .json"
        },
        // What XGBoost before 1.6 says to the first bytes of UBJSON, in a file or in a pickle.
        says("Expecting: \"\"\", got: \"76") { failure in
            "saved as UBJSON, which \(failure.installedName("xgboost")) can't read; "
                + "use xgboost>=1.6, or save_model to .json with a version before 1.6"
        },
        says("Invalid cast, from Integer to Boolean") { failure in
            VersionAdvice.prefix(failure.change)
                + "the JSON of XGBoost 1.6 and later has numbers where older versions want booleans; use xgboost>=1.6"
        },
        KnownBreakage { failure in
            let isVector = ["base_score expect float but value='[", "base_score='["].contains {
                contains(failure.message, $0)
            }
            guard isVector else { return nil }
            return VersionAdvice.prefix(failure.change)
                + "XGBoost 3.1 and later write base_score as a list, which older versions can't read; use xgboost>=3.1"
        },
        KnownBreakage { failure in
            guard failure.type == "AttributeError",
                let owner = between(failure.message, "'", "' object has no attribute '"),
                let name = between(failure.message, "has no attribute '", "'")
            else { return nil }
            if owner.hasPrefix("XGB"), name != "__sklearn_tags__" {
                return VersionAdvice.prefix(failure.change)
                    + "a pickled \(owner) is bound to its version (no '\(name)'); "
                    + "use the version that saved it, or save_model to .json there"
            }
            guard owner == "Booster", name == "handle" || name == "_handle" else { return nil }
            return "pickled with another LightGBM than \(failure.installedName("lightgbm")) (4.0 renamed '\(name)'); "
                + "use lightgbm\(name == "handle" ? ">=4" : "<4"), or save_model to text there"
        },
        KnownBreakage { failure in
            guard contains(failure.message, "__sklearn_tags__"), failure.installed["scikit-learn"] != nil else {
                return nil
            }
            for (name, fixed) in [("xgboost", "2.1.4"), ("lightgbm", "4.6"), ("catboost", "1.2.8")] {
                guard let installed = failure.installed[name], Release(installed) < Release(fixed) else { continue }
                return "\(name) \(installed) does not know the tags of \(failure.installedName("scikit-learn")); "
                    + "use \(name)>=\(fixed) or scikit-learn<1.6"
            }
            return nil
        },
        says("libgomp.so.1: cannot open shared object file") { _ in
            "the system lacks OpenMP's library; install libgomp (Debian: apt-get install libgomp1)"
        },
        KnownBreakage { failure in
            guard failure.type == "XGBoostError" else { return nil }
            // "[12:34:56] /workspace/src/learner.cc:123: " says nothing to a user.
            let line = VersionAdvice.firstLine(failure.message)
            let what = line.hasPrefix("[") ? after(line, ": ") ?? line : line
            return "\(VersionAdvice.prefix(failure.change))\(failure.stage) raised XGBoostError: \(what)"
        },
    ]
}
