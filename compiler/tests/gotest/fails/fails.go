package fails
