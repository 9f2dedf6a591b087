from honest import app as app
