//! The files that are written while a run goes on: diaries, and all that happens.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::{Mutex, MutexGuard};

use super::csv::Sheet;
use super::folder::{Folder, OutputError};
use super::spool::Spool;
use super::table::{Cell, Table};
use super::table_file::{Form, TableFile, write_rows};
use super::workbook::SheetRows;
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
    form: Form,
    state: Mutex<State>,
}

/// A table that is written, with its sheet if a workbook is wanted.
#[derive(Debug)]
pub(super) struct Grown {
    pub(super) file: &'static str,
    pub(super) sheet: Option<SheetRows>,
}

#[derive(Debug)]
struct State {
    names: Option<Names>,
    /// What could not be written first.
    error: Option<OutputError>,
    shipments: Spool,
    trains: TableFile,
    calls: TableFile,
    events: Option<TableFile>,
    /// Events of replications that wait for their turn.
    parts: BTreeMap<u32, File>,
}

impl<'a> DiaryFiles<'a> {
    /// Begins the files.
    ///
    /// # Errors
    /// An [`OutputError`] if one cannot be written.
    pub fn new(folder: &'a Folder, form: Form, events: bool) -> Result<DiaryFiles<'a>, OutputError> {
        let begin = |table: Table<'_>| TableFile::begin(folder, &table, form);
        let state = State {
            names: None,
            error: None,
            shipments: Spool::new(folder.scratch()?),
            trains: begin(trains::table())?,
            calls: begin(vessels::table())?,
            events: if events { Some(begin(events::table())?) } else { None },
            parts: BTreeMap::new(),
        };
        Ok(DiaryFiles { folder, form, state: Mutex::new(state) })
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    pub(super) fn has_events(&self) -> bool {
        self.state().events.is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread has panicked")
    }

    /// Ends the files, now that the milestones are known that have columns; returns them with their sheets.
    ///
    /// # Errors
    /// An [`OutputError`] for what could not be written, now or before.
    pub(super) fn finish(self, shipments: &Table<'_>, results: &Results) -> Result<Vec<Grown>, OutputError> {
        let state = self.state.into_inner().expect("no thread has panicked");
        if let Some(error) = state.error {
            return Err(error);
        }
        let sheet = write_rows(self.folder, shipments, self.form, |write| {
            state.shipments.read(|row| {
                let (cells, reached) = parts(row);
                write(shipments::join(cells, &reached, &results.milestones))
            })
        })?;
        let mut grown = vec![Grown { file: shipments.file, sheet }];
        let others = [(trains::FILE, state.trains), (vessels::FILE, state.calls)].into_iter();
        for (file, table) in others.chain(state.events.map(|events| (events::FILE, events))) {
            grown.push(Grown { file, sheet: table.end()? });
        }
        Ok(grown)
    }

    /// What could not be written, if that ended the run.
    #[must_use]
    pub fn error(self) -> Option<OutputError> {
        self.state.into_inner().expect("no thread has panicked").error
    }
}

impl State {
    fn take(&mut self, replication: u32, diaries: &Diaries) -> Result<(), OutputError> {
        let names = self.names.as_ref().expect("the run has begun");
        let spool = &mut self.shipments;
        // The spool has no name that could be told; the file that is made of it has.
        let mut shipments = diaries.shipments.iter();
        if let Err(cause) = shipments.try_for_each(|shipment| spool.push(&spooled(names, shipment))) {
            return self.calls.failed(cause).map_or(Ok(()), Err);
        }
        self.calls.push(diaries.calls.iter().map(|call| vessels::cells(names, call)))?;
        let stops = diaries.trains.iter().flat_map(|train| train.stops.iter().map(move |stop| (train, stop)));
        self.trains.push(stops.map(|(train, stop)| trains::cells(names, train, stop)))?;
        match (&mut self.events, self.parts.remove(&replication)) {
            (Some(events), Some(part)) => events.append(part),
            _ => Ok(()),
        }
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
                sheet: Sheet::headless(self.form.dialect, BufWriter::new(file)),
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
            && let Err(error) = state.take(replication, &diaries)
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
                let failed = state.events.as_mut().and_then(|events| events.failed(cause));
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
        let date = Cell::Time(names.start, time.ms());
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
