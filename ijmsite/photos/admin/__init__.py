from .photo import PhotoAdmin

__all__ = ["PhotoAdmin"]
