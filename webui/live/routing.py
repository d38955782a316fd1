from django.urls import path

from webui.live.consumer import LiveConsumer

websocket_urlpatterns = [path("truc-tiep/", LiveConsumer.as_asgi())]
