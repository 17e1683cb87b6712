//! What runs have left that died: temporary folders go, results that were on their way to be replaced come back.

use std::fs;
use std::io;
use std::path::Path;

use super::folder::place;

/// Beginning of the names of temporary folders; the number of the process follows.
pub(super) const TEMPORARY: &str = ".transcaspian-";
/// The folder of results in a temporary one; it goes to its place when it is whole.
pub(super) const NEW: &str = "new";
/// The folder in a temporary one that takes, under its own name, what is to be replaced.
pub(super) const OLD: &str = "old";

/// Clears away the temporary folders of runs that no longer live, on systems that tell.
pub(super) fn clear(parent: &Path) {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return;
    }
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY)?.split('-').next());
        let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let Some(process) = process.filter(is_number) else { continue };
        // A process that has died and not been buried is still listed, but its program is not there any more. That of
        // somebody else's process cannot be looked at, which is another error.
        let program = fs::metadata(processes.join(process).join("exe"));
        let dead = program.is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if dead && put_back(&entry.path(), parent) {
            // Somebody else's may not be removable; it is in nobody's way.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Puts back what a dead run had moved away and not replaced; says whether nothing is left that must be kept.
///
/// As long as the new folder is still in the temporary one, what was moved away is the only copy of finished results; after
/// that it is replaced, and may already be half removed.
fn put_back(temporary: &Path, parent: &Path) -> bool {
    if fs::symlink_metadata(temporary.join(NEW)).is_err() {
        return true;
    }
    match fs::read_dir(temporary.join(OLD)) {
        Ok(entries) => entries
            .into_iter()
            .all(|entry| entry.is_ok_and(|old| place(&old.path(), parent, &old.file_name()).is_ok())),
        // Otherwise it cannot be known what is in it.
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::super::folder::tests::names;
    use super::*;

    const DEAD: &str = ".transcaspian-4000000000-x";

    /// A folder with what it holds of a run that died while it replaced `base`.
    fn left(folders: &[&str]) -> Option<tempfile::TempDir> {
        let place = tempfile::tempdir().unwrap();
        for folder in folders {
            let path = place.path().join(folder);
            fs::create_dir_all(&path).unwrap();
            fs::write(path.join("manifest.toml"), folder).unwrap();
        }
        Path::new("/proc/self").exists().then_some(place)
    }

    fn manifest(place: &tempfile::TempDir, name: &str) -> String {
        fs::read_to_string(place.path().join(name).join("manifest.toml")).unwrap()
    }

    #[test]
    fn temporary_folders_of_dead_runs_go() {
        let mine = format!("{TEMPORARY}{}-x", std::process::id());
        let Some(place) = left(&[DEAD, &mine, ".transcaspian-notes"]) else { return };
        clear(place.path());
        let mut expected = [mine, ".transcaspian-notes".to_owned()];
        expected.sort();
        assert_eq!(names(place.path()), expected);
    }

    #[test]
    fn what_a_dead_run_had_moved_away_comes_back() {
        let old = &format!("{DEAD}/old/base");
        let new = &format!("{DEAD}/new");
        let Some(place) = left(&[old, new]) else { return };
        clear(place.path());
        assert_eq!((names(place.path()), manifest(&place, "base")), (vec!["base".to_owned()], old.clone()));

        // Somebody has taken its name since.
        let Some(place) = left(&[old, new, "base"]) else { return };
        clear(place.path());
        assert_eq!(names(place.path()), ["base", "base-2"]);
        assert_eq!((manifest(&place, "base"), manifest(&place, "base-2")), ("base".to_owned(), old.clone()));
    }

    #[test]
    fn what_a_dead_run_had_replaced_goes() {
        let Some(place) = left(&[&format!("{DEAD}/old/base"), "base"]) else { return };
        clear(place.path());
        assert_eq!(
            (names(place.path()), manifest(&place, "base")),
            (vec!["base".to_owned()], "base".to_owned())
        );
    }
}
