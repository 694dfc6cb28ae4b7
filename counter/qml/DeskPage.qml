// The desk: who is here and what to do on the left, who comes next and who waits on the right.
import QtQuick
import Tingxu

FocusScope {
    id: root
    required property var desk
    readonly property var shows: desk.shows
    readonly property var main: actions.main
    opacity: shows.link === "joined" ? 1 : 0.6
    Behavior on opacity { NumberAnimation { duration: Theme.calm } }

    // The keyboard goes on where the work goes on: after a press, and when a sheet closes, at the big button.
    // In a list it stays.
    function findFocus() {
        const at = Window.activeFocusItem
        const stays = at !== null && at.enabled && at.visible && at.isAction !== true && at !== root && holds(at)
        if (visible && enabled && main !== null && !stays) main.forceActiveFocus()
    }
    function holds(item) {
        while (item !== null && item !== root) item = item.parent
        return item === root
    }
    onMainChanged: Qt.callLater(findFocus)
    onEnabledChanged: Qt.callLater(findFocus)
    onVisibleChanged: Qt.callLater(findFocus)

    HereCard {
        id: here
        desk: root.desk
        width: Math.round((parent.width - Theme.gap) * 0.6)
        anchors { top: parent.top; bottom: message.top; bottomMargin: Theme.gap }
    }
    Message {
        id: message
        width: here.width
        anchors { bottom: actions.top; bottomMargin: visible ? Theme.gap : 0 }
        visible: text !== "" && root.enabled
        height: visible ? implicitHeight : 0
        text: root.shows.message
    }
    Actions {
        id: actions
        desk: root.desk
        width: here.width
        anchors.bottom: parent.bottom
    }
    Waiting {
        desk: root.desk
        anchors { left: here.right; leftMargin: Theme.gap; right: parent.right; top: parent.top; bottom: parent.bottom }
    }
}
