class ProductMediaTypes:
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
