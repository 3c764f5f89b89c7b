//! What fuzzers have found to be different, each once more.

use std::path::Path;

#[test]
fn whatever_was_kept_is_borne() {
    for (name, target) in fuzz::TARGETS {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(name);
        let files = std::fs::read_dir(&corpus).unwrap_or_else(|_| panic!("{}", corpus.display()));
        let mut borne = 0;
        for file in files {
            target(&std::fs::read(file.unwrap().path()).unwrap());
            borne += 1;
        }
        assert!(borne > 10, "{name} has a corpus of {borne}");
    }
}
