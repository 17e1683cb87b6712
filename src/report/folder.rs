//! The folder of results: written under a temporary name and renamed, so that it is whole or not there.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::contents::{MANIFEST, foreign, names_in};
use super::stale::{self, NEW, OLD, TEMPORARY};

/// What could not be written, and why.
#[derive(Debug)]
pub struct OutputError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub cause: io::Error,
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be written: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl OutputError {
    pub(super) fn new(path: &Path, cause: io::Error) -> OutputError {
        OutputError { path: path.to_owned(), cause }
    }

    fn because(path: &Path, why: &str) -> OutputError {
        OutputError::new(path, io::Error::other(why.to_owned()))
    }
}

/// Folders of the same name that are looked at before giving up.
const MOST: u32 = 100_000;

/// Where results are to go.
#[derive(Clone, Debug)]
pub struct ResultFolder {
    parent: PathBuf,
    name: OsString,
    replace: bool,
}

impl ResultFolder {
    /// Results are to go to `path`, in place of what is there if `replace` says so, else beside it as `path-2` and so
    /// on. Finds out at once whether folders can be made there, and removes temporary ones that dead runs have left.
    ///
    /// # Errors
    /// An [`OutputError`] if they cannot.
    pub fn new(path: &Path, replace: bool) -> Result<ResultFolder, OutputError> {
        let Some(name) = path.file_name() else {
            return Err(OutputError::because(path, "the path does not end with the name of a folder"));
        };
        let parent = match path.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let folder = ResultFolder { parent, name: name.to_owned(), replace };
        fs::create_dir_all(&folder.parent).map_err(|cause| OutputError::new(&folder.parent, cause))?;
        stale::clear(&folder.parent);
        if replace {
            folder.check_replaceable(path)?;
        }
        folder.temporary()?.close().map_err(|cause| OutputError::new(path, cause))?;
        Ok(folder)
    }

    /// Writes the folder with what `fill` puts into it; says where it is, and what `fill` returned.
    ///
    /// # Errors
    /// An [`OutputError`] if something cannot be written, or the error of `fill`; nothing is left then, and what was
    /// there stays.
    pub fn write<T, E: From<OutputError>>(
        &self,
        fill: impl FnOnce(&Folder) -> Result<T, E>,
    ) -> Result<(PathBuf, T), E> {
        let mut temporary = self.temporary()?;
        // A folder in the temporary one: it has the permissions of the user's other folders.
        let folder = Folder { path: temporary.path().join(NEW), shown: self.parent.join(&self.name) };
        fs::create_dir(&folder.path).map_err(|cause| OutputError::new(&folder.shown, cause))?;
        let filled = fill(&folder)?;
        sync_all(&folder.path).map_err(|cause| OutputError::new(&folder.shown, cause))?;
        let target = if self.replace {
            self.exchange(&mut temporary)?
        } else {
            place(&folder.path, &self.parent, &self.name)?
        };
        sync_folder(&self.parent).map_err(|cause| OutputError::new(&target, cause))?;
        // What is left in it was replaced; that it cannot be removed does no harm to the results.
        let _ = temporary.close();
        Ok((target, filled))
    }

    fn temporary(&self) -> Result<TempDir, OutputError> {
        temporary_in(&self.parent).map_err(|cause| OutputError::new(&self.parent.join(&self.name), cause))
    }

    /// Puts a finished folder in the place of the one that is there, which goes into the temporary folder.
    fn exchange(&self, temporary: &mut TempDir) -> Result<PathBuf, OutputError> {
        let target = self.parent.join(&self.name);
        let (new, old) = (temporary.path().join(NEW), temporary.path().join(OLD));
        self.check_replaceable(&target)?;
        if fs::symlink_metadata(&target).is_err() {
            let placed = fs::rename(&new, &target).map_err(|cause| OutputError::new(&target, cause));
            return placed.map(|()| target);
        }
        if exchanged(&new, &target) {
            return Ok(target);
        }
        // Under its own name, so that the next run can put it back if this one dies between the two steps.
        let moved = old.join(&self.name);
        let put_away = fs::create_dir(&old).and_then(|()| fs::rename(&target, &moved));
        put_away.map_err(|cause| OutputError::new(&target, cause))?;
        fs::rename(&new, &target).map_err(|cause| {
            if fs::rename(&moved, &target).is_ok() {
                return OutputError::new(&target, cause);
            }
            // Neither forth nor back: the only copy must not go with the temporary folder.
            temporary.disable_cleanup(true);
            let why = format!("{cause}; what was there is in {}", moved.display());
            OutputError::because(&target, &why)
        })?;
        Ok(target)
    }

    /// Refuses to replace anything but results: a wrong path must not cost somebody's files.
    fn check_replaceable(&self, target: &Path) -> Result<(), OutputError> {
        let Ok(found) = fs::metadata(target) else { return Ok(()) };
        let held = if found.is_dir() { names_in(target)? } else { Vec::new() };
        if !found.is_dir() || !held.is_empty() && !target.join(MANIFEST).is_file() {
            return Err(OutputError::because(
                target,
                "it is there and holds no results, so it is not replaced",
            ));
        }
        match foreign(target)? {
            Some(other) => {
                let why =
                    format!("it also holds {}, which no run wrote, so it is not replaced", other.display());
                Err(OutputError::because(target, &why))
            }
            None => Ok(()),
        }
    }
}

/// A folder in another for results that nobody keeps; it goes when it is dropped.
///
/// # Errors
/// An [`OutputError`] if it cannot be made.
pub fn passing_folder(parent: &Path) -> Result<TempDir, OutputError> {
    temporary_in(parent).map_err(|cause| OutputError::new(parent, cause))
}

/// A temporary folder that tells whose it is.
fn temporary_in(parent: &Path) -> io::Result<TempDir> {
    let prefix = format!("{TEMPORARY}{}-", std::process::id());
    tempfile::Builder::new().prefix(&prefix).tempdir_in(parent).map_err(untold)
}

/// Renames a folder to the first name in `parent` that is free: `name`, `name-2` and so on.
pub(super) fn place(folder: &Path, parent: &Path, name: &OsStr) -> Result<PathBuf, OutputError> {
    for number in 1..MOST {
        let mut name = name.to_owned();
        if number > 1 {
            name.push(format!("-{number}"));
        }
        let target = parent.join(name);
        if fs::symlink_metadata(&target).is_ok() {
            continue;
        }
        match fs::rename(folder, &target) {
            Ok(()) => return Ok(target),
            // Another run took the name in between.
            Err(_) if fs::symlink_metadata(&target).is_ok() => {}
            Err(cause) => return Err(OutputError::new(&target, cause)),
        }
    }
    Err(OutputError::because(&parent.join(name), "too many folders have this name"))
}

/// Exchanges two folders in one step, where the system and the disk can; else nothing is changed.
#[cfg(target_os = "linux")]
fn exchanged(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchanged(_: &Path, _: &Path) -> bool {
    false
}

/// A folder that is being written.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The name it will have, for messages.
    shown: PathBuf,
}

impl Folder {
    /// Makes a folder in it.
    ///
    /// # Errors
    /// An [`OutputError`] with the path that the folder was to have.
    pub fn folder(&self, name: &str) -> Result<Folder, OutputError> {
        let inside = Folder { path: self.path.join(name), shown: self.shown.join(name) };
        fs::create_dir(&inside.path).map_err(|cause| OutputError::new(&inside.shown, cause))?;
        Ok(inside)
    }

    /// Takes back a folder that was made in another.
    ///
    /// # Errors
    /// An [`OutputError`] with the path that the folder was to have.
    pub fn remove(self) -> Result<(), OutputError> {
        fs::remove_dir_all(&self.path).map_err(|cause| OutputError::new(&self.shown, cause))
    }

    /// Writes a file and makes sure that it is on the disk.
    ///
    /// # Errors
    /// An [`OutputError`] with the path that the file was to have.
    pub fn file(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let mut file = self.open(name)?;
        file.try_to(|out| fill(out))?;
        file.close()
    }

    /// Begins a file that is written bit by bit.
    ///
    /// # Errors
    /// As [`Folder::file`].
    pub fn open(&self, name: &str) -> Result<OutputFile, OutputError> {
        let shown = self.shown.join(name);
        match File::create_new(self.path.join(name)) {
            Ok(file) => Ok(OutputFile { out: BufWriter::new(file), shown }),
            Err(cause) => Err(OutputError::new(&shown, cause)),
        }
    }

    /// A file without a name, which goes when it is closed.
    ///
    /// # Errors
    /// An [`OutputError`] with the path of the folder.
    pub fn scratch(&self) -> Result<File, OutputError> {
        tempfile::tempfile_in(&self.path).map_err(|cause| OutputError::new(&self.shown, untold(cause)))
    }

    /// Writes a file of text.
    ///
    /// # Errors
    /// As [`Folder::file`].
    pub fn text(&self, name: &str, text: &str) -> Result<(), OutputError> {
        self.file(name, |out| out.write_all(text.as_bytes()))
    }
}

/// A file that is being written.
#[derive(Debug)]
pub struct OutputFile {
    out: BufWriter<File>,
    /// The path it will have, for messages.
    shown: PathBuf,
}

impl OutputFile {
    /// Does something with it.
    ///
    /// # Errors
    /// An [`OutputError`] with the path that the file was to have.
    pub fn try_to<T>(
        &mut self,
        act: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>,
    ) -> Result<T, OutputError> {
        act(&mut self.out).map_err(|cause| OutputError::new(&self.shown, cause))
    }

    /// Makes sure that it is on the disk.
    ///
    /// # Errors
    /// An [`OutputError`] with the path that the file was to have.
    pub fn close(self) -> Result<(), OutputError> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error);
        file.and_then(|file| file.sync_all()).map_err(|cause| OutputError::new(&self.shown, cause))
    }
}

/// Writes a text to a file that must not be there yet.
///
/// # Errors
/// An [`OutputError`] if it is there or cannot be written; what was written of it is taken back.
pub fn write_new(path: &Path, text: &str) -> Result<(), OutputError> {
    let mut file = File::create_new(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => OutputError::because(path, "it is there already"),
        _ => OutputError::new(path, cause),
    })?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|cause| {
        // Half a scenario could pass for a whole one.
        let _ = fs::remove_file(path);
        OutputError::new(path, cause)
    })
}

/// The cause without the path that `tempfile` adds to it, which means nothing to anybody.
fn untold(cause: io::Error) -> io::Error {
    let words = cause.to_string();
    match words.split_once(" at path ") {
        Some((why, _)) => io::Error::new(cause.kind(), why),
        None => cause,
    }
}

/// Makes sure that the entries of a folder and of those in it are on the disk.
fn sync_all(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        }
    }
    sync_folder(path)
}

/// Makes sure that the entries of a folder are on the disk, on systems that can.
fn sync_folder(path: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(path).and_then(|folder| folder.sync_all()) {
        // Some systems and disks do not do this with folders; that is no failure to write.
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        done => done,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn write(folder: &ResultFolder, text: &str) -> PathBuf {
        folder.write(|folder| folder.text(MANIFEST, text)).unwrap().0
    }

    /// The names in a folder, in order.
    pub(in crate::report) fn names(path: &Path) -> Vec<String> {
        let entries = fs::read_dir(path).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_overwritten_unless_asked_for() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("deep/base");
        let folder = ResultFolder::new(&path, false).unwrap();
        assert_eq!(write(&folder, "1"), path);
        assert_eq!(write(&folder, "2"), place.path().join("deep/base-2"));
        assert_eq!(write(&folder, "3"), place.path().join("deep/base-3"));
        let force = ResultFolder::new(&path, true).unwrap();
        assert_eq!(write(&force, "4"), path);
        assert_eq!(fs::read_to_string(path.join(MANIFEST)).unwrap(), "4");
        assert_eq!(names(&place.path().join("deep")), ["base", "base-2", "base-3"]);
    }

    #[test]
    fn only_results_are_replaced() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("home");
        fs::create_dir(&path).unwrap();
        assert!(ResultFolder::new(&path, true).is_ok());
        fs::write(path.join("thesis.txt"), "x").unwrap();
        let error = ResultFolder::new(&path, true).unwrap_err().to_string();
        assert!(error.contains("home") && error.contains("holds no results"), "{error}");
        fs::write(path.join(MANIFEST), "x").unwrap();
        let error = ResultFolder::new(&path, true).unwrap_err().to_string();
        assert!(error.contains("also holds thesis.txt"), "{error}");
        fs::remove_file(path.join("thesis.txt")).unwrap();
        assert!(ResultFolder::new(&path, true).is_ok());
        assert!(ResultFolder::new(Path::new(".."), true).is_err());
        // A folder of results in it is one of a comparison; any other is somebody's.
        let inside = path.join("base");
        fs::create_dir(&inside).unwrap();
        assert!(ResultFolder::new(&path, true).unwrap_err().to_string().contains("also holds base,"));
        fs::write(inside.join(MANIFEST), "x").unwrap();
        assert!(ResultFolder::new(&path, true).is_ok());
        fs::write(inside.join("notes.txt"), "x").unwrap();
        let error = ResultFolder::new(&path, true).unwrap_err().to_string();
        assert!(error.contains("notes.txt, which no run wrote"), "{error}");
    }

    #[test]
    fn a_failure_leaves_nothing_and_names_the_path() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("base");
        let folder = ResultFolder::new(&path, false).unwrap();
        let failed = folder.write(|folder| folder.file("a.csv", |_| Err(io::Error::other("disk full"))));
        assert_eq!(
            failed.unwrap_err().to_string(),
            format!("{} cannot be written: disk full", path.join("a.csv").display())
        );
        assert!(names(place.path()).is_empty());
    }

    #[test]
    fn a_new_file_never_replaces_one() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.toml");
        write_new(&path, "1").unwrap();
        assert!(write_new(&path, "2").is_err());
        assert_eq!(fs::read_to_string(path).unwrap(), "1");
    }
}
