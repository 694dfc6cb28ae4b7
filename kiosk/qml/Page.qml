// One page: comes when the one before has gone, and can be used only when it is seen.
import QtQuick
import Tingxu

Item {
    id: root
    property bool current: false
    required property var kiosk
    required property bool standing
    readonly property var shows: kiosk.shows

    enabled: current && opacity >= 0.5
    visible: opacity > 0
    opacity: 0
    transform: Translate { id: slide }
    states: State {
        name: "on"
        when: root.current
        PropertyChanges { root.opacity: 1 }
    }
    transitions: [
        Transition {
            to: "on"
            SequentialAnimation {
                PauseAnimation { duration: Theme.quick }
                ParallelAnimation {
                    NumberAnimation { target: root; property: "opacity"; duration: Theme.calm }
                    NumberAnimation {
                        target: slide; property: "y"; from: Theme.dp(16); to: 0
                        duration: Theme.calm; easing.type: Easing.OutCubic
                    }
                }
            }
        },
        Transition {
            to: ""
            NumberAnimation { target: root; property: "opacity"; duration: Theme.quick }
        }
    ]
}
