//! Hours that are shared: who joins and leaves groups, and what groups and single consignments spend their time on.

use super::super::account::Account;
use super::super::holder::Group;
use super::Recorder;
use crate::cargo::{ConsignmentId, GroupId, StageId};
use crate::observation::{Cause, Party};
use crate::units::Time;

impl Recorder<'_> {
    pub(super) fn grouped(&mut self, now: Time, group: GroupId, stage: StageId, cause: Cause) {
        let account = Account::new(stage, cause, now);
        let row = Group { before: account.clone(), account, members: 0 };
        if group.index() == self.groups.len() {
            self.groups.push(row);
        } else {
            self.groups[group.index()] = row;
        }
    }

    pub(super) fn joined(&mut self, now: Time, id: ConsignmentId, group: GroupId) {
        if self.consignments[id.index()].at_the_door {
            self.come_in(now, id);
        }
        let was = self.cause_of(id.index()).is_wait();
        let holder = &mut self.consignments[id.index()];
        assert!(holder.group.is_none(), "{id:?} is in a group already");
        holder.account.close(now);
        holder.group = Some(group);
        let row = &mut self.groups[group.index()];
        row.members += 1;
        row.account.close(now);
        // What the group did before it joined is not its own.
        holder.account.add(&row.account, -1);
        let (stage, is) = (holder.account.stage, row.account.cause.is_wait());
        self.count_wait(now, stage, was, -1);
        self.count_wait(now, stage, is, 1);
    }

    pub(super) fn parted(&mut self, now: Time, id: ConsignmentId, group: GroupId, cause: Cause) {
        let was = self.cause_of(id.index()).is_wait();
        let holder = &mut self.consignments[id.index()];
        assert_eq!(holder.group.take(), Some(group), "{id:?} leaves a group it is not in");
        let row = &mut self.groups[group.index()];
        row.members -= 1;
        row.account.close(now);
        holder.account.add(&row.account, 1);
        holder.account.since = now;
        holder.account.spend(now, cause, None);
        let stage = holder.account.stage;
        self.count_wait(now, stage, was, -1);
        self.count_wait(now, stage, cause.is_wait(), 1);
    }

    pub(super) fn group_moved(&mut self, now: Time, group: GroupId, to: StageId) {
        let row = &mut self.groups[group.index()];
        row.account.close(now);
        let cause = row.account.cause;
        std::mem::swap(&mut row.account, &mut row.before);
        row.account.open(to, cause, now);
    }

    pub(super) fn spends(&mut self, now: Time, party: Party, cause: Cause, because_of: Option<StageId>) {
        match party {
            Party::Consignment(id) => self.one_spends(now, id, cause, because_of),
            Party::Group(group) => {
                let Group { account, members, .. } = &mut self.groups[group.index()];
                let (was, is, stage) = (account.cause.is_wait(), cause.is_wait(), account.stage);
                account.spend(now, cause, because_of);
                if was != is && *members > 0 {
                    let by = if is { *members } else { -*members };
                    self.count_wait(now, stage, true, by);
                }
            }
        }
    }

    fn one_spends(&mut self, now: Time, id: ConsignmentId, cause: Cause, because_of: Option<StageId>) {
        let holder = &mut self.consignments[id.index()];
        if holder.at_the_door {
            return self.stop_at_the_door(now, id, cause, because_of);
        }
        let (was, is, stage) = (holder.account.cause.is_wait(), cause.is_wait(), holder.account.stage);
        holder.account.spend(now, cause, because_of);
        if was != is {
            self.count_wait(now, stage, true, if is { 1 } else { -1 });
        }
    }

    /// One that has just entered stays in the entry, and spends its time on that.
    #[cold]
    fn stop_at_the_door(&mut self, now: Time, id: ConsignmentId, cause: Cause, because_of: Option<StageId>) {
        self.come_in(now, id);
        self.one_spends(now, id, cause, because_of);
    }

    /// One that has just entered stays in the entry.
    fn come_in(&mut self, now: Time, id: ConsignmentId) {
        self.consignments[id.index()].at_the_door = false;
        if self.counting() {
            self.stages[self.questions.entry.index()].arrive(now, true, self.in_window);
        }
    }
}
