//! Parts of stages whose terms change in the middle of a run.
//!
//! A part is built anew from the later terms and handed to the one at work, which takes over its laws and capacities and
//! keeps what it has under way: that ends as it began. More capacity is put to use at once, less lets the busy finish.

use super::context::Context;

/// A part that a stage may have or not.
pub(crate) trait Part: Sized {
    /// Takes over the terms of `new`, and begins what can now begin.
    fn revise(&mut self, ctx: &mut impl Context, new: Self);

    /// Is there no longer for those who come; ends with those who are there as it would have.
    fn close(&mut self);

    /// Whether it is there for those who come.
    fn is_open(&self) -> bool;
}

/// Changes, adds or closes a part.
pub(crate) fn revise<P: Part>(part: &mut Option<P>, ctx: &mut impl Context, new: Option<P>) {
    match (part.as_mut(), new) {
        (Some(part), Some(new)) => part.revise(ctx, new),
        (Some(part), None) => part.close(),
        (None, new) => *part = new,
    }
}

/// The part, if it is there for those who come.
pub(crate) fn open<P: Part>(part: &mut Option<P>) -> Option<&mut P> {
    part.as_mut().filter(|part| part.is_open())
}
