//! The closed list of what can be wrong with a scenario, each with an identifier that stays the same.

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used, but something in it deserves a look.
    Warning,
}

/// Declares the codes: variant, identifier, and the paragraph that explains it.
macro_rules! codes {
    ($($variant:ident $id:literal $explain:literal)+) => {
        /// What kind of thing is wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $explain] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The identifier, such as `E012`; it never changes its meaning.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)+ }
            }

            /// One paragraph that says what the code means and what to do.
            #[must_use]
            pub const fn explain(self) -> &'static str {
                match self { $(Code::$variant => $explain,)+ }
            }
        }
    };
}

impl Code {
    /// The code with this identifier, in upper or lower case.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|c| c.id().eq_ignore_ascii_case(id))
    }

    /// Whether it makes a scenario unusable. Identifiers of warnings begin with `W`.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.id().starts_with('W') { Severity::Warning } else { Severity::Error }
    }
}

codes! {
    Syntax "E001" "The file is not valid TOML. The message says what was expected at that character. A frequent cause is a value of text without quotation marks."
    Encoding "E002" "The file is not UTF-8 text. Save it as UTF-8 in the editor; files exported from a spreadsheet or made by a Windows console may be in another encoding."
    Depth "E003" "Tables or arrays are nested deeper than any scenario needs. Usually a bracket is repeated by mistake."
    Number "E004" "A number is too large for the computer's number formats, or is not a finite number. Quantities must be finite; whole numbers must fit in 64 bits."
    Missing "E005" "The scenario file, or a file it extends, does not exist, and no shipped scenario has that name. Paths in `extends` are relative to the file that holds it."
    Unreadable "E006" "The path exists but cannot be read as a file: it is a folder, or permission is denied, or the disk failed."
    Cycle "E007" "A scenario extends itself, directly or through others, so no base can be found. Remove one `extends`."
    Chain "E008" "The chain of `extends` is longer than sixteen files. Merge some of them."
    Format "E009" "Every scenario file states the format it is written in: `format = 1`. This program reads format 1 only."
    UnknownKey "E010" "The table has a key that nothing reads. Unknown keys are refused because a misspelt key would otherwise silently leave the default in force."
    MissingKey "E011" "A required key is not in the table, neither in this file nor in the ones it extends."
    WrongType "E012" "The value is of another type than the key takes: text for a number, a number for a table, and so on. Nothing is converted silently."
    UnknownChoice "E013" "The key is none of the kinds that are offered here, or the word is none of the allowed words."
    OneChoice "E014" "Exactly one of the offered kinds must be given, as a table with a single key, such as `departure = { when_full = {} }`. None, or more than one, was found."
    BadName "E015" "A name begins with a letter or digit and goes on with letters, digits, spaces and the characters _ . : / ( ) & ' - up to 64 characters in all. Other characters would break tables and spreadsheets."
    Empty "E016" "A list or a text that must hold something is empty."
    UnknownReference "E017" "The name refers to a table that does not exist, such as a stage without a `[stage.X]` table."
    BareNumber "E020" "A number stands alone. Every number of a scenario is a quantity: a table with a value or a law, a unit and a source, such as `{ value = 3, unit = \"berth\", source = \"aktau-berths-dry\" }`."
    UnknownUnit "E021" "The unit is none of those in which this quantity can be written. Units are never guessed or converted between kinds of things: TEU, containers, wagons and tonnes are different."
    Unsourced "E022" "A quantity has no `source`. It names a `[source.X]` table of the scenario or a fact of `facts.csv`."
    UnknownSource "E023" "The source is neither a `[source.X]` table of the scenario nor the identifier of a fact in `facts.csv`."
    OutOfDomain "E024" "The value makes no sense for what it measures: a negative time, half a berth, a share above one, or a number so large that the clock could not go on from it."
    BadLaw "E025" "A parameter of a probability law is missing, unknown or impossible, such as a mode outside low and high."
    OneValue "E026" "A quantity has exactly one of `value` and a law (uniform, triangular, pert, exponential, gamma, erlang, lognormal, weibull, empirical). None, or more than one, was found."
    LawNotAllowed "E027" "The quantity must be a constant: a count, a capacity or a rule does not vary at random."
    BadKind "E028" "`kind` says how well a number is known: document, public, derived, calibrated or assumed. It is inherited from the source; a number cannot claim to come from a document or a public figure if its source does not."
    NoNote "E029" "An assumed number carries a `note` that says why this value and not another."
    NotFitted "E030" "A calibrated number names in `fitted_to` the observation it was fitted to, so that the same observation is not shown as a validation; other kinds have no `fitted_to`."
    BadRange "E031" "`range` is a pair [low, high] in the quantity's own unit, low below high, with the value (or the mean of the law) inside."
    BadDate "E032" "A date is written as in `2022-10-03`, without quotation marks and without a time."
    BadTime "E033" "A time of day is written as `\"08:30\"`, from 00:00 to 24:00."
    BadMonths "E034" "A profile over the year has twelve weights, January first, none negative and not all zero."
    BadFacts "E040" "The file of facts is not as expected: a column is missing, a row has another number of columns, a number does not parse, or an identifier appears twice."
    BadRecord "E042" "The record of wind is not as expected. It is a file of comma-separated values beside the scenario: the header `time,wind_m_s`, then rows of a time in UTC such as `2023-01-02T06:00Z` and a wind in metres a second, each later than the one before."
    SourceTwice "E041" "A source is declared twice: as a `[source.X]` table and as a fact of `facts.csv`, or under the reserved name `command-line`."
    BadSet "E050" "A `--set` is written as path=value, such as `--set fleet.feeders.vessels=3`. The value is a TOML value; text needs no quotation marks if it is a single word."
    UnknownPath "E051" "The path of a `--set`, a fix or a shock leads nowhere: no such key exists in the scenario."
    Inconsistent "E060" "Two values of the scenario contradict each other. The message names both: change the one that is wrong, or remove it if the other says the same."
    Impossible "E061" "The scenario can be read but cannot work: for example, a demand that no resource can ever serve."
    FixConflict "E062" "Two active fixes, or two shocks at one time, set the same parameter, or a fix is active without one it requires or together with one it excludes."
    FixWithoutEffect "E063" "A fix or shock changes nothing: it lists no change, or every value is already what it would set. A switch that does nothing would be taken for a result."
    BadFix "E070" "A change of a fix or shock cannot be made: it adds to something that is no number, in another unit, or inserts what is already there. Fixes and shocks change stages, routes, flows, trains, fleets, pools, wagons, weather and water; what is measured stays the same, so that results can be compared."
    FixTooLate "E071" "The change cannot be made in the middle of a run. Give the fix `true`, so that it holds from the start, or leave this change out of it; a shock is always in the middle of a run."
    BadRoute "E064" "The stages of a route do not fit together, or do not fit the flow that takes it. Between two borders, yards or ports stands the rail or ferry that joins them, in the order of the route's direction; cargo changes between land and sea at ports; legs, servers and shuttles stand only among themselves."
    BadShares "E065" "The shares of a flow's routes do not add up to one. If one share is changed, another one must change too."
    UnitMisfit "E066" "The unit counts something in which this kind of cargo is not counted: TEU are only for containers, vehicles only for trucks. Nothing is converted between them; consignments and, with a mass, tonnes fit every class."
    BadMilestone "E067" "A milestone is written `stage.event`, such as `aktau.arrived`. The stage must exist, and the event must be one that happens at stages of its kind."
    ReservedName "E068" "The name has a meaning of its own in the results. Choose another one."
    TooMany "E069" "There is more of something than a run can keep apart, or more in a file than in any scenario. No corridor needs as many; usually a unit or a decimal point is wrong, or the file is another one than was meant."
    BadObservation "E080" "An observation cannot be held against a run as it is written: the port has no such fleet, the unit counts something else, or an observation to be fitted to has no `range` by which it could be weighed."
    Circular "E081" "An observation has the role `check`, but a number of the scenario was fitted to it, or rests on the same published figure. What comes out again because it was put in proves nothing: give it the role `fit` or `input`."
    BadConflict "E082" "A conflict names two figures or more, and the one that is used is among them."
    UnusedSource "W001" "A `[source.X]` table is cited by no number. Remove it, or look for the number that should cite it."
    Overloaded "W002" "The flows bring more than a line or fleet can carry even if every train and vessel is full and nothing is late. Queues will grow for as long as the run lasts, so that its results depend on its length."
    Unvisited "W004" "No route passes the stage, so it changes nothing. A stage that was meant to change one of the base may be misspelt."
    EarlyFix "W005" "A fix holds from the start, but the work it stands for opened only after the run had ended. The result says what the work would have done, not what it did."
    LateFix "W006" "A fix holds, or a shock begins, from a day after the run has ended, so that it changes nothing in it: the window was made short, or the day is a wrong one."
    RecordEnds "W007" "A record of wind does not cover the whole run, warm-up and drain included. Before its first row it is calm, and the wind of its last row holds for the rest of the run."
    Unreached "W003" "A milestone of a span is at a stage to which no reported cargo comes. If no other milestone of the same end is reached either, the span has no values."
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn identifiers_are_distinct_and_found_again() {
        let ids: BTreeSet<_> = Code::ALL.iter().map(|c| c.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::by_id(&code.id().to_lowercase()), Some(*code));
            assert!(code.explain().len() > 30 && code.explain().ends_with('.'), "{}", code.id());
        }
        assert_eq!(Code::UnusedSource.severity(), Severity::Warning);
    }
}
