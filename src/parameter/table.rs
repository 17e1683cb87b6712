//! The declarations of tables, choices and words.

/// Whether a key with a default must be given: never. The text of the default only ties the call to its place.
#[must_use]
pub const fn never(_default: &str) -> bool {
    false
}

/// Declares a table of a scenario: a struct with documentation, from which reading, the list of fields and the
/// messages follow.
///
/// Every field type is a [`Field`](crate::parameter::Field). A default (`= expression`) makes a key optional; numbers
/// have none, since a number without a source does not exist. `check Self::check` names a function
/// `fn(&Self, &mut Reader)` that is called when all fields have been read. A field `place` is added; it does not count
/// when two tables are compared.
macro_rules! table {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $field_vis:vis $field:ident : $type:ty $(= $default:expr)?
            ),* $(,)?
        }
        $(check $check:path)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        $vis struct $name {
            /// Where the table was written.
            $vis place: $crate::document::Place,
            $($(#[doc = $field_doc])* $field_vis $field: $type,)*
        }

        impl $name {
            /// The keys of the table.
            $vis const FIELDS: &'static [$crate::document::FieldDoc] = &[$(
                $crate::document::FieldDoc {
                    name: stringify!($field),
                    doc: concat!("", $($field_doc, "\n"),*),
                    required: <$type as $crate::parameter::Field>::REQUIRED
                        $(&& $crate::parameter::never(stringify!($default)))?,
                    schema: <$type as $crate::parameter::Field>::schema,
                },
            )*];
        }

        /// Equal if they say the same, wherever they were written.
        impl PartialEq for $name {
            #[allow(unused_variables)]
            fn eq(&self, other: &Self) -> bool {
                $(self.$field == other.$field &&)* true
            }
        }

        impl $crate::parameter::Field for $name {
            fn schema() -> $crate::document::Schema {
                $crate::document::Schema::Table(Self::FIELDS)
            }

            fn read(
                node: &$crate::document::Node,
                reader: &mut $crate::parameter::Reader,
            ) -> Option<Self> {
                let table = reader.table(node)?;
                reader.refuse_unknown(table, Self::FIELDS.iter().map(|field| field.name));
                // All fields are read before the first failure counts, so that all problems show.
                $(
                    #[allow(unused_mut, unused_assignments)]
                    let mut default: Option<$type> = None;
                    $(default = Some($default);)?
                    let $field = reader.field::<$type>(node, stringify!($field), default);
                )*
                let value = Self { place: node.place, $($field: $field?,)* };
                $($check(&value, reader);)?
                Some(value)
            }
        }
    };
}

/// Declares a choice: an enum of which a scenario gives exactly one kind, as a table with one key.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:literal])*
                $variant:ident ( $key:literal ) : $type:ty
            ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        $vis enum $name {
            $($(#[doc = $variant_doc])* $variant($type),)+
        }

        impl $name {
            /// The kinds that can be chosen.
            $vis const CHOICES: &'static [$crate::document::ChoiceDoc] = &[$(
                $crate::document::ChoiceDoc {
                    name: $key,
                    doc: concat!("", $($variant_doc, "\n"),*),
                    schema: <$type as $crate::parameter::Field>::schema,
                },
            )+];

            /// The key by which a scenario chooses this kind.
            #[must_use]
            $vis fn key(&self) -> &'static str {
                match self { $(Self::$variant(_) => $key,)+ }
            }
        }

        impl $crate::parameter::Field for $name {
            fn schema() -> $crate::document::Schema {
                $crate::document::Schema::Choice(Self::CHOICES)
            }

            fn read(
                node: &$crate::document::Node,
                reader: &mut $crate::parameter::Reader,
            ) -> Option<Self> {
                let table = reader.choice(node, Self::CHOICES)?;
                let mut chosen = None;
                // Kinds that should not be there are read too, so that all problems show.
                for (key, _, inner) in table.iter() {
                    let value = reader.within(key, |reader| match key {
                        $($key => <$type as $crate::parameter::Field>::read(inner, reader).map(Self::$variant),)+
                        _ => None,
                    });
                    chosen = chosen.or(value);
                }
                chosen.filter(|_| table.len() == 1)
            }
        }
    };
}

/// Declares a closed list of words: an enum that a scenario writes as text.
macro_rules! words {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:literal])*
                $variant:ident = $word:literal
            ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[doc = $variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in order.
            $vis const ALL: &'static [$name] = &[$($name::$variant),+];

            /// Each word with its documentation.
            $vis const WORDS: &'static [(&'static str, &'static str)] =
                &[$(($word, concat!("", $($variant_doc, "\n"),*))),+];

            /// The word as a scenario writes it.
            #[must_use]
            $vis const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The one with this word.
            #[must_use]
            $vis fn from_word(word: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }

        impl $crate::parameter::Field for $name {
            fn schema() -> $crate::document::Schema {
                $crate::document::Schema::Word(Self::WORDS)
            }

            fn read(
                node: &$crate::document::Node,
                reader: &mut $crate::parameter::Reader,
            ) -> Option<Self> {
                let word = reader.word(node, Self::WORDS)?;
                Self::from_word(word)
            }
        }
    };
}

pub(crate) use {choice, table, words};

table! {
    /// A table without keys, for a choice that needs no more than its name.
    pub struct Empty {}
}
