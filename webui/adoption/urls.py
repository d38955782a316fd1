from django.urls import path

from webui.adoption.home import home

app_name = "adoption"
urlpatterns = [path("", home, name="home")]
