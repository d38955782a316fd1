from django.urls import path

from webui.jobs import cancel, file, home, job

app_name = "jobs"
urlpatterns = [
    path("", home.home, name="home"),
    path("<int:pk>/", job.job, name="job"),
    path("<int:pk>/dung/", cancel.cancel, name="cancel"),
    path("<int:pk>/tep/", file.file, name="file"),
]
