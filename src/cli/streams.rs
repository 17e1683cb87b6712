//! The two streams: answers on standard output, everything else on standard error.

use std::io::{self, ErrorKind, Write};

use super::colour;

/// Standard output; when nobody reads any more it swallows the rest, and the first other failure is kept for the end.
#[derive(Debug)]
pub(super) struct Out {
    stream: io::BufWriter<io::Stdout>,
    closed: bool,
    failure: Option<io::Error>,
}

impl Out {
    pub(super) fn new() -> Out {
        Out { stream: io::BufWriter::new(io::stdout()), closed: false, failure: None }
    }

    /// A stream into which nothing goes.
    pub(super) fn nowhere() -> Out {
        Out { closed: true, ..Out::new() }
    }

    /// Writes out what is left and says what went wrong, a closed pipe apart.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let _ = self.flush();
        if self.closed {
            // What is still in the buffer has no reader; dropping the writer would try again.
            std::mem::forget(self.stream);
        }
        self.failure.map_or(Ok(()), Err)
    }

    fn note(&mut self, error: io::Error) {
        self.closed = true;
        if error.kind() != ErrorKind::BrokenPipe {
            self.failure = Some(error);
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.closed
            && let Err(error) = self.stream.write_all(bytes)
        {
            self.note(error);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.closed
            && let Err(error) = self.stream.flush()
        {
            self.note(error);
        }
        Ok(())
    }
}

/// Writes a line to standard error; if that cannot be written, there is nobody to tell.
pub(super) fn note(text: &str) {
    let stream = io::stderr();
    let text = if colour::wanted_on(&stream) { colour::labelled(text) } else { text.to_owned() };
    let _ = writeln!(&stream, "{text}");
}

/// Writes what went wrong to standard error.
pub(super) fn error(text: &str) {
    note(&format!("error: {text}"));
}
