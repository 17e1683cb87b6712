//! Names of things.

use super::{Field, Reader};
use crate::document::{Code, Node, Place, Schema};
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

/// Characters of the longest name.
const LONGEST: usize = 64;

/// The name of a thing: a letter or digit of any script, then letters, digits, blanks and `_ . : / ( ) & ' -`, at most
/// 64 characters. Such a name can stand in any table or spreadsheet as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The name `text`; `None` if it is not a name.
    #[must_use]
    pub fn new(text: &str) -> Option<Name> {
        fault(text).is_none().then(|| Name(text.to_owned()))
    }

    /// Reads a name that was written at `place`.
    pub(super) fn read_text(text: &str, place: Place, reader: &mut Reader) -> Option<Name> {
        if let Some(fault) = fault(text) {
            reader.problem(Code::BadName, place, format!("\"{text}\" is not a name: {fault}")).hint(
                "a name begins with a letter or digit; letters, digits, blanks and _ . : / ( ) & ' - may follow",
            );
            return None;
        }
        Some(Name(text.to_owned()))
    }
}

fn fault(text: &str) -> Option<String> {
    let mut characters = text.chars();
    match characters.next() {
        None => return Some("it is empty".into()),
        Some(c) if !c.is_alphanumeric() => return Some(format!("it begins with {c:?}")),
        Some(_) => {}
    }
    if let Some(c) = characters.find(|c| !(c.is_alphanumeric() || " _.:/()&'-".contains(*c))) {
        return Some(format!("it holds {c:?}"));
    }
    (text.len() > LONGEST && text.chars().count() > LONGEST)
        .then(|| format!("it has more than {LONGEST} characters"))
}

impl Field for Name {
    fn schema() -> Schema {
        Schema::Name
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Name> {
        let text = reader.text(node)?;
        Name::read_text(text, node.place, reader)
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_of_any_script_but_no_formulas() {
        for good in
            ["aktau", "3", "Алят 2", "Boyuk Kesik–x".replace('–', "-").as_str(), "a (b) & c's/d:e_f.g"]
        {
            assert!(Name::new(good).is_some(), "{good}");
        }
        for bad in ["", " a", "=1+1", "-a", "a\tb", "a=b", "a;b", "a\"b", "@x", &"x".repeat(65)] {
            assert!(Name::new(bad).is_none(), "{bad}");
        }
        assert!(Name::new(&"ж".repeat(64)).is_some());
    }
}
