//! The fuzz target's texts and a few thousand mutations of them, through the function that the fuzz target calls.

use std::fs;
use std::path::Path;

mod hostile;
use hostile::mutate::{Dice, mangle};
use hostile::{Trials, Verdict, attempt, factor};

/// The texts that the fuzz target begins with, in order.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/scenario");
    let entries = fs::read_dir(folder).expect("the corpus");
    let mut found: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a text")))
        .collect();
    found.sort();
    found
}

#[test]
fn the_corpus_is_small_and_every_text_of_it_is_taken_or_refused() {
    let corpus = corpus();
    assert!(corpus.len() >= 10);
    let bytes: usize = corpus.iter().map(|(_, text)| text.len()).sum();
    assert!(bytes < 200_000, "{bytes} bytes");
    let ran = corpus.iter().filter(|(_, text)| matches!(attempt(text), Verdict::Ran)).count();
    assert!(ran >= 5, "mutations of what is refused anyway reach little: {ran} texts run");
}

#[test]
fn thousands_of_mangled_texts_are_taken_or_refused() {
    let corpus = corpus();
    let mut dice = Dice::new(1869);
    let mut trials = Trials::default();
    for number in 0..3_000 * factor() {
        let (name, text) = dice.pick(&corpus);
        let (_, other) = dice.pick(&corpus);
        let mangled = mangle(text, other, &mut dice);
        let shown = String::from_utf8_lossy(&mangled);
        trials.attempt(&mangled, format_args!("text {number}, of {name}:\n{shown}\n"));
    }
    trials.finish(1_000, 50);
}
