//! The files that are written while a run goes on: diaries, and all that happens.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek as _};
use std::sync::{Mutex, MutexGuard};

use super::csv::{Dialect, Sheet};
use super::folder::{Folder, OutputError, OutputFile};
use super::spool::Spool;
use super::table::{Cell, Table};
use super::{events, shipments, trains, vessels};
use crate::cargo::StageId;
use crate::experiment::{Diaries, EventRow, Log, Names, Results, Shipment, Sink};
use crate::observation::Event;

/// Cells of a consignment's row before and after those of milestones; the milestones follow in threes in the spool.
type Parts = ([Vec<Cell>; 2], Vec<((StageId, Event), Cell)>);

/// Writes diaries, and events if they are wanted, into a folder.
#[derive(Debug)]
pub struct DiaryFiles<'a> {
    folder: &'a Folder,
    dialect: Dialect,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    names: Option<Names>,
    /// What could not be written first.
    error: Option<OutputError>,
    shipments: Spool,
    trains: OutputFile,
    calls: OutputFile,
    events: Option<OutputFile>,
    /// Events of replications that wait for their turn.
    parts: BTreeMap<u32, File>,
}

impl<'a> DiaryFiles<'a> {
    /// Begins the files.
    ///
    /// # Errors
    /// An [`OutputError`] if one cannot be written.
    pub fn new(folder: &'a Folder, dialect: Dialect, events: bool) -> Result<DiaryFiles<'a>, OutputError> {
        let begin = |table: Table<'_>| {
            let mut file = folder.open(table.file)?;
            file.try_to(|out| Sheet::new(&table.columns, dialect, out)?.finish().map(|_| ()))?;
            Ok(file)
        };
        let state = State {
            names: None,
            error: None,
            shipments: Spool::new(folder.scratch()?),
            trains: begin(trains::table())?,
            calls: begin(vessels::table())?,
            events: if events { Some(begin(events::table())?) } else { None },
            parts: BTreeMap::new(),
        };
        Ok(DiaryFiles { folder, dialect, state: Mutex::new(state) })
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn has_events(&self) -> bool {
        self.state().events.is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread has panicked")
    }

    /// Ends the files, now that the milestones are known that have columns.
    ///
    /// # Errors
    /// An [`OutputError`] for what could not be written, now or before.
    pub(super) fn finish(self, shipments: &Table<'_>, results: &Results) -> Result<(), OutputError> {
        let state = self.state.into_inner().expect("no thread has panicked");
        if let Some(error) = state.error {
            return Err(error);
        }
        self.folder.file(shipments.file, |out| {
            let mut sheet = Sheet::new(&shipments.columns, self.dialect, out)?;
            state.shipments.read(|row| {
                let (cells, reached) = parts(row);
                sheet.row(&shipments::join(cells, &reached, &results.milestones))
            })?;
            sheet.finish().map(|_| ())
        })?;
        state.trains.close()?;
        state.calls.close()?;
        state.events.map_or(Ok(()), OutputFile::close)
    }

    /// What could not be written, if that ended the run.
    #[must_use]
    pub fn error(self) -> Option<OutputError> {
        self.state.into_inner().expect("no thread has panicked").error
    }
}

impl State {
    fn take(&mut self, replication: u32, diaries: &Diaries, dialect: Dialect) -> Result<(), OutputError> {
        let names = self.names.as_ref().expect("the run has begun");
        let spool = &mut self.shipments;
        // The spool has no name that could be told; the file that is made of it has.
        self.calls.try_to(|out| {
            for shipment in &diaries.shipments {
                spool.push(&spooled(names, shipment))?;
            }
            let mut sheet = Sheet::headless(dialect, out);
            for call in &diaries.calls {
                sheet.row(&vessels::cells(names, call))?;
            }
            sheet.finish().map(|_| ())
        })?;
        self.trains.try_to(|out| {
            let mut sheet = Sheet::headless(dialect, out);
            for train in &diaries.trains {
                for stop in &train.stops {
                    sheet.row(&trains::cells(names, train, stop))?;
                }
            }
            sheet.finish().map(|_| ())
        })?;
        if let (Some(events), Some(mut part)) = (&mut self.events, self.parts.remove(&replication)) {
            events.try_to(|out| {
                part.rewind()?;
                io::copy(&mut part, out).map(|_| ())
            })?;
        }
        Ok(())
    }
}

impl Sink for DiaryFiles<'_> {
    fn begin(&self, names: Names) {
        self.state().names = Some(names);
    }

    fn events(&self, replication: u32) -> Option<Box<dyn Log + '_>> {
        let mut state = self.state();
        state.events.as_ref()?;
        match self.folder.scratch() {
            Ok(file) => Some(Box::new(EventLog {
                files: self,
                replication,
                names: state.names.clone()?,
                sheet: Sheet::headless(self.dialect, BufWriter::new(file)),
                error: None,
            })),
            Err(error) => {
                state.error.get_or_insert(error);
                None
            }
        }
    }

    fn take(&self, replication: u32, diaries: Diaries) -> bool {
        let mut state = self.state();
        if state.error.is_none()
            && let Err(error) = state.take(replication, &diaries, self.dialect)
        {
            state.error = Some(error);
        }
        state.error.is_none()
    }
}

/// The events of one replication, in a file of their own until their turn has come.
struct EventLog<'a> {
    files: &'a DiaryFiles<'a>,
    replication: u32,
    names: Names,
    sheet: Sheet<BufWriter<File>>,
    error: Option<io::Error>,
}

impl Log for EventLog<'_> {
    fn write(&mut self, row: &EventRow<'_>) {
        if self.error.is_none() {
            self.error = self.sheet.row(&events::cells(&self.names, row)).err();
        }
    }

    fn end(self: Box<Self>) {
        let part = match self.error {
            Some(error) => Err(error),
            None => self.sheet.finish().and_then(|out| Ok(out.into_inner()?)),
        };
        let mut state = self.files.state();
        match part {
            Ok(file) => drop(state.parts.insert(self.replication, file)),
            Err(cause) => {
                let failed =
                    state.events.as_mut().and_then(|events| events.try_to(|_| Err::<(), _>(cause)).err());
                state.error = state.error.take().or(failed);
            }
        }
    }
}

/// A consignment's row as it is spooled.
fn spooled(names: &Names, shipment: &Shipment) -> Vec<Cell> {
    let [before, after] = shipments::cells(names, shipment);
    let mut cells = vec![Cell::from(before.len()), Cell::from(after.len())];
    cells.extend(before);
    cells.extend(after);
    for &(stage, event, time) in &shipment.journey.milestones {
        let date = Cell::Text(names.start.iso(time.ms()));
        cells.extend([u32::from(stage.0).into(), event.index().into(), date]);
    }
    cells
}

/// A row that was spooled.
fn parts(row: Vec<Cell>) -> Parts {
    let number = |cell: Option<Cell>| match cell {
        Some(Cell::Integer(number)) => usize::try_from(number).unwrap_or(0),
        _ => 0,
    };
    let mut cells = row.into_iter();
    let [before, after] = [number(cells.next()), number(cells.next())];
    let before: Vec<Cell> = cells.by_ref().take(before).collect();
    let after: Vec<Cell> = cells.by_ref().take(after).collect();
    let mut reached = Vec::new();
    while let Some(stage) = cells.next() {
        let milestone = (StageId::at(number(Some(stage))), Event::ALL[number(cells.next())]);
        reached.push((milestone, cells.next().unwrap_or(Cell::Empty)));
    }
    ([before, after], reached)
}
