import Loader
