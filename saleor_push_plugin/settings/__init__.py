"""The operator's settings, the plugin's configuration, and the VAPID keys."""
