"""Words for the program's code words, for messages: a state, an act, a level or a role as the officer says it.

Each function takes the code word as stored and gives a ``Term``, which is translated when its message is shown. A word
that is not listed (of a newer program's record) is shown as it is, never refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.translate import N_, Term, Terms

STATES: dict[str, str] = {
    "draft": N_("being prepared"),
    "filed": N_("received from the producer"),
    "checked": N_("complete"),
    "assessed": N_("assessed by the commune"),
    "handed_over": N_("handed over"),
    "received": N_("received"),
    "to_complete": N_("to be completed"),
    "valid": N_("valid"),
    "in_round": N_("in a round"),
    "scored": N_("scored"),
    "passing_up": N_("to be passed on"),
    "returned": N_("returned from above"),
    "recognised": N_("recognised"),
    "declined": N_("not recognised"),
    "withdrawn": N_("withdrawn"),
}
"""The states of a dossier, as they end the sentence "this dossier is ..."."""

ACTS: dict[str, str] = {
    # the moves of a dossier
    "enter_product_code": N_("enter the product code"),
    "receive_first": N_("receive the dossier"),
    "confirm_complete": N_("confirm that the papers are complete"),
    "assess_items": N_("assess the local items"),
    "request_completion": N_("ask for completion"),
    "accept_as_valid": N_("accept as valid"),
    "put_in_round": N_("put into a round"),
    "take_out_of_round": N_("take out of the round"),
    "close_result": N_("close the result"),
    "reopen_result": N_("reopen the result"),
    "recognise": N_("recognise"),
    "pass_up": N_("pass to the level above"),
    "decline": N_("decline to recognise"),
    "send_back": N_("send back"),
    "withdraw": N_("withdraw the dossier"),
    "hand_over": N_("hand over"),
    "forgo_number": N_("wait no longer for a bundle's number"),
    "record_recognition_above": N_("record the recognition by the level above"),
    "record_refusal_above": N_("record that the level above does not recognise"),
    "record_return_above": N_("record the return from the level above"),
    "record_completion_above": N_("record the request of the level above for completion"),
    # the other acts of the journal
    "add_document_files": N_("add files to a document"),
    "add_official": N_("add a person to the office"),
    "answer_note": N_("answer a note"),
    "assign_sequence": N_("number the bundle"),
    "ask_recall": N_("ask for the dossier back"),
    "decline_recall": N_("decline to give the dossier back"),
    "export_again": N_("write a hand-over again"),
    "override_custody": N_("take the dossier back by the leader's decision"),
    "release_dossier": N_("give the dossier back"),
    "release_untaken": N_("give up a dossier that never arrived"),
    "succeed": N_("pass the dossier to the successor of an office that ended"),
    "name_successor": N_("name the successor of an office"),
    "take_succession": N_("take the notice of a succession"),
    "take_over": N_("take over from an office that ended"),
    "take_back": N_("take back what never arrived"),
    "take_decline": N_("take the refusal of a recall"),
    "take_override": N_("give way to another office's decision"),
    "take_recall": N_("take the request for a dossier"),
    "attach_council": N_("attach a council to the round"),
    "attach_document": N_("attach a document"),
    "change_document": N_("change what is said of a document"),
    "change_office": N_("change the office's record"),
    "change_official": N_("change what is said of a person"),
    "compare_rules": N_("compare a rule file with the signed text"),
    "revoke_comparison": N_("take back the comparison of a rule file"),
    "confirm_key": N_("confirm an office's key"),
    "deactivate_official": N_("take a person out of the office"),
    "decline_idea": N_("decline the idea"),
    "delete_quarantined": N_("delete a refused file from quarantine"),
    "discard_decision": N_("discard the draft decision"),
    "discard_producer": N_("discard a producer's draft"),
    "discard_product": N_("discard a product's draft"),
    "draft_decision": N_("draft the decision"),
    "draft_paper": N_("draft a paper"),
    "issue_certificate": N_("issue the certificate"),
    "learn_key": N_("load an office's key"),
    "lock_scoring": N_("lock scoring"),
    "name_in_decision": N_("name in the draft decision"),
    "open_dossier": N_("open the dossier"),
    "open_round": N_("open a round"),
    "print_certificate": N_("print the certificate"),
    "print_paper": N_("print a paper"),
    "record_minimums": N_("record the star minimums"),
    "record_receipt": N_("record the receipt"),
    "recuse_member": N_("recuse a member"),
    "register_idea": N_("register the idea"),
    "make_office_list": N_("make the list of offices"),
    "register_office": N_("register an office"),
    "replace_key": N_("put a new key in the place of a lost one"),
    "revoke_key": N_("revoke a key"),
    "rotate_key": N_("change an office's key"),
    "take_office_list": N_("take a list of offices"),
    "register_producer": N_("register the producer"),
    "register_product": N_("register the product"),
    "remove_document": N_("remove a document"),
    "reopen_note": N_("take a note up again"),
    "remove_document_file": N_("take a file off a document"),
    "reopen_self_scores": N_("reopen the producer's own score"),
    "reopen_sheet": N_("reopen a score sheet"),
    "resolve_note": N_("settle a note"),
    "revert_producer": N_("go back to the producer as saved"),
    "revert_product": N_("go back to the product as saved"),
    "replace_document_file": N_("replace a file of a document"),
    "save_producer": N_("save the producer"),
    "save_product": N_("save the product"),
    "select_idea": N_("select the idea"),
    "send_letter": N_("send a letter"),
    "send_result": N_("send the result down"),
    "settle_conflict": N_("settle what was changed here and there"),
    "set_sheet_aside": N_("set a score sheet aside"),
    "set_up_council": N_("set up the council"),
    "set_up_office": N_("set up the office"),
    "sign_decision": N_("sign the decision"),
    "sign_paper": N_("enter a signed paper"),
    "sign_self_assessment": N_("sign the producer's own score"),
    "sign_sheet": N_("sign a score sheet"),
    "take_dossier": N_("take the dossier"),
    "take_plan": N_("take the targets of a year"),
    "write_plan": N_("write the targets of a year"),
    "issue_plan": N_("give out the targets of a year"),
    "take_letter": N_("take a letter"),
    "take_out_of_decision": N_("take out of the draft decision"),
    "take_receipt": N_("take the receipt"),
    "take_rules": N_("put a rule pack in use"),
    "take_over_from_last": N_("take over from the last dossier"),
    "take_result": N_("take the result"),
    "undo_take": N_("undo the taking of a bundle"),
    "unlock_scoring": N_("unlock scoring"),
    "write_note": N_("write a note"),
}

LEVELS: dict[str, str] = {
    "producer": N_("producer"),
    "commune": N_("commune"),
    "district": N_("district"),
    "province": N_("province"),
    "central": N_("centre"),
}

ROLES: dict[str, str] = {
    "officer": N_("officer"),
    "leader": N_("leader"),
    "secretary": N_("secretary"),
    "member": N_("council member"),
    "reader": N_("reader"),
    "administrator": N_("administrator"),
}

APPLICATIONS: dict[str, str] = {
    "first": N_("first assessment"),
    "upgrade": N_("upgrade"),
    "reassess": N_("re-assessment"),
}

TASKS: dict[str, str] = {
    "check_form": N_("Check of the form"),
    "assess_items": N_("Assessment of the local items"),
    "propose": N_("Proposal to the level above"),
    "score": N_("Scoring"),
    "recognise": N_("Recognition"),
    "pass_up": N_("Passing to the level above"),
    "completion": N_("Completion"),
    "reassessment": N_("End of the re-assessment"),
    "transition": N_("End under the former rules"),
}
"""What has a deadline, as it begins the sentence "...: by 01/06/2026"."""

OUTCOMES: dict[str, str] = {
    "recognise": N_("to be recognised"),
    "pass_up": N_("to be passed to the level above"),
    "decline": N_("not recognised"),
    "send_back": N_("sent back"),
}

CERTIFICATE_STATES: dict[str, str] = {
    "not_yet": N_("not yet in force"),
    "valid": N_("in force"),
    "window": N_("in force, re-assessment can be filed"),
    "expired": N_("expired"),
    "revoked": N_("revoked"),
    "replaced": N_("replaced by a later one"),
}

RECORDS: dict[str, str] = {
    "assessment_item": N_("an item of the commune's assessment"),
    "business_plan": N_("the business plan"),
    "business_plan_figure": N_("the figures of the business plan"),
    "certificate": N_("the certificate"),
    "commune_assessment": N_("the commune's assessment"),
    "dossier": N_("the dossier's own data"),
    "dossier_document": N_("a document"),
    "idea_registration": N_("the idea"),
    "issued_paper": N_("an issued paper"),
    "note": N_("a note"),
    "producer": N_("the producer"),
    "product": N_("the product"),
    "ranking_result": N_("the result"),
    "recognition_decision": N_("the decision"),
    "score_sheet": N_("a score sheet"),
    "self_assessment": N_("the self-assessment"),
}
"""The tables of records that travel with a dossier."""

GRADES: dict[str, str] = {
    "signed": N_("signed text"),
    "transcription": N_("transcription"),
    "secondary": N_("secondary source"),
    "none": N_("not read yet"),
}
"""From what the text of a regime or a criteria set was read."""

FAULTS_OF_FIELDS: dict[str, str] = {
    "columns": N_("a field is missing, or is not known"),
    "null": N_("a field that must be filled is empty"),
    "text": N_("a text is too long or not in the composed form (NFC)"),
    "bool": N_("a yes or no is expected"),
    "int": N_("a whole number is expected"),
    "date": N_("a date is expected"),
    "time": N_("a moment is expected"),
}


def _term(value: str, words: Mapping[str, str]) -> Term:
    return Term(value, words.get(value, ""))


def state_name(status: str) -> Term:
    """A dossier's state."""
    return _term(status, STATES)


def act_name(act: str) -> Term:
    """A move of a dossier, or another act of the journal."""
    return _term(act, ACTS)


def level_name(level: str) -> Term:
    """A level of offices."""
    return _term(level, LEVELS)


def role_name(role: str) -> Term:
    """The role of an official."""
    return _term(role, ROLES)


def application_name(kind: str) -> Term:
    """What a dossier applies for."""
    return _term(kind, APPLICATIONS)


def task_name(task: str) -> Term:
    """A task that has a deadline."""
    return _term(task, TASKS)


def outcome_name(outcome: str) -> Term:
    """What follows from a closed result."""
    return _term(outcome, OUTCOMES)


def certificate_state_name(state: str) -> Term:
    """How a certificate stands today."""
    return _term(state, CERTIFICATE_STATES)


def record_names(tables: Iterable[str]) -> Terms:
    """Tables of records, as a list."""
    return Terms(_term(table, RECORDS) for table in tables)


def grade_name(grade: str) -> Term:
    """From what a rule's text was read."""
    return _term(grade, GRADES)


def field_fault(kind: str) -> Term:
    """What is wrong with a field of a record in a bundle."""
    return _term(kind, FAULTS_OF_FIELDS)


def said_later(message: str) -> Term:
    """A message id as the value of another message."""
    return Term(message, message)
