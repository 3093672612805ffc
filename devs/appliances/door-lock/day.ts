// The door lock, for a day.
import "./main";
