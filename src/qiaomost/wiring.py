"""The tables of the house: what happened → who reacts; who holds what about an account; what waits for officers.

Tests hold them together with every topic that is ever recorded, and with every column that points at an account.
"""

from __future__ import annotations

from qiaomost.accounts import personal_data as accounts_data
from qiaomost.catalogue import handlers as catalogue
from qiaomost.catalogue import personal_data as catalogue_data
from qiaomost.common.outbox import Handler
from qiaomost.common.personal_data import Holder
from qiaomost.compliance import handlers as compliance
from qiaomost.compliance import personal_data as compliance_data
from qiaomost.compliance.presenting.inbox import Source
from qiaomost.discovery import handlers as discovery
from qiaomost.discovery import personal_data as discovery_data
from qiaomost.forum import handlers as forum
from qiaomost.forum import personal_data as forum_data
from qiaomost.network import handlers as network
from qiaomost.network import personal_data as network_data
from qiaomost.partnering import handlers as partnering
from qiaomost.partnering import personal_data as partnering_data
from qiaomost.partnering.events import Topic as CaseTopic
from qiaomost.partnering.events.calls import CallTopic
from qiaomost.partnering.presenting.officers import tasks_of_officer
from qiaomost.translation import personal_data as translation_data

HANDLERS: dict[str, tuple[Handler, ...]] = {
    "catalogue.record_published": (discovery.on_record_changed, compliance.on_record_published),
    "catalogue.record_changed": (discovery.on_record_changed,),
    "catalogue.record_withdrawn": (discovery.on_record_changed, partnering.on_record_withdrawn),
    "catalogue.record_submitted": (catalogue.on_record_submitted,),
    "catalogue.record_returned": (catalogue.on_record_returned,),
    "catalogue.record_accepted": (catalogue.on_record_accepted,),
    "catalogue.record_blocked": (catalogue.on_record_blocked,),
    "catalogue.record_cleared": (catalogue.on_record_cleared,),
    "catalogue.record_expiring": (catalogue.on_record_expiring,),
    "catalogue.record_expired": (catalogue.on_record_expired,),
    "network.invitation_sent": (network.on_invitation_sent,),
    "network.join_requested": (network.on_join_requested,),
    "network.join_request_answered": (network.on_join_request_answered,),
    "network.organisation_joined": (compliance.on_organisation_joined,),
    "network.person_joined": (compliance.on_person_joined,),
    "compliance.list_imported": (compliance.on_list_imported,),
    "compliance.organisation_due": (compliance.on_organisation_joined,),
    "compliance.person_due": (compliance.on_person_joined,),
    # every event of a case reaches its people: partnering.events says whom
    **dict.fromkeys(map(str, CaseTopic), (partnering.on_case_event,)),
    "partnering.message_written": (partnering.on_message_written,),
    **dict.fromkeys(map(str, CallTopic), (partnering.on_call_event,)),
    CaseTopic.OUTCOME_CLAIMED: (partnering.on_case_event, partnering.on_outcome_claimed),
    "forum.export_ordered": (forum.on_export_ordered,),
    "forum.mail_released": (forum.on_mail_released,),
    "forum.meeting_plan_ordered": (forum.on_meeting_plan_ordered,),
    "forum.timetable_ordered": (forum.on_timetable_ordered,),
    "compliance.consent_withdrawn": (forum.on_consent_withdrawn,),
    "compliance.edition_imported": (compliance.on_edition_imported,),
    # Nobody reacts to these yet; the people concerned read them from their queues.
    "network.invitation_accepted": (),
    "compliance.account_erased": (),
    "compliance.consent_given": (),
    "compliance.record_classified": (),
    "compliance.document_recorded": (),
    "compliance.document_withdrawn": (),
    "compliance.party_screened": (),
    "compliance.screening_settled": (),
}

HOLDERS: dict[str, Holder] = {
    "forum": forum_data.HOLDER,
    "partnering": partnering_data.HOLDER,
    "discovery": discovery_data.HOLDER,
    "compliance": compliance_data.HOLDER,
    "catalogue": catalogue_data.HOLDER,
    "translation": translation_data.HOLDER,
    "network": network_data.HOLDER,
    "accounts": accounts_data.HOLDER,
}
"""Who holds what about an account; erased in this order, so that the account itself goes last."""

OFFICER_TASKS: tuple[Source, ...] = (tasks_of_officer,)
"""What waits for compliance officers in apps above theirs."""
