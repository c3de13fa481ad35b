"""Ids are opaque strings of their own types. They say nothing about a person."""

from typing import NewType

PersonId = NewType("PersonId", str)
UnitId = NewType("UnitId", str)
TalkId = NewType("TalkId", str)
CycleId = NewType("CycleId", str)
TemplateId = NewType("TemplateId", str)
AgreementId = NewType("AgreementId", str)
GoalId = NewType("GoalId", str)
NotificationId = NewType("NotificationId", str)
SurveyId = NewType("SurveyId", str)
ActionId = NewType("ActionId", str)
TermId = NewType("TermId", str)
CertificateId = NewType("CertificateId", str)
