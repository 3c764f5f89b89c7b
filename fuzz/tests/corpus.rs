//! What fuzzers have found to be different, each once more.

use data_encoding::BASE64;
use std::path::Path;

#[test]
fn whatever_was_kept_is_borne() {
    for (name, target) in fuzz::TARGETS {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/{name}.txt"));
        let corpus = std::fs::read(corpus).unwrap_or_else(|_| panic!("{name} has a corpus"));
        let inputs = corpus.split(|&byte| byte == b'\n');
        let mut borne = 0;
        for input in inputs.map(|line| BASE64.decode(line).unwrap()) {
            target(&input);
            borne += 1;
        }
        assert!(borne > 10, "{name} has a corpus of {borne}");
    }
}
