from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.moments import in_range


class TaskFailure(models.Model):
    """Work of the worker that does not go through: of one row, or a whole task. Deleted once it goes through.

    Shown to managers. Of the error it holds the class alone: its text may quote a patient.
    """

    task = models.CharField(max_length=50)
    row = models.BigIntegerField(default=0)  # the id of what it is about; 0: the task itself
    error = models.CharField(max_length=100)
    since = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()  # not tried again before

    class Meta:
        default_permissions = ()
        verbose_name = _("task that failed")
        constraints = [
            in_range("task_failure_moments", moments=("since", "due_at")),
            models.UniqueConstraint(fields=["task", "row"], name="task_failure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.row}"
