# What is installed besides programs and library: for the server's part and the viewer's, as GNUInstallDirs places it.
set(manual ${CMAKE_BINARY_DIR}/manual)
set(doc ${CMAKE_INSTALL_DOCDIR})
set(view_doc ${CMAKE_INSTALL_DATAROOTDIR}/doc/sibu-view)
set(completions ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)

install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/sibu COMPONENT server PATTERN ".git*" EXCLUDE)
install(FILES README.md DESTINATION ${doc} COMPONENT server)
install(DIRECTORY docs/ DESTINATION ${doc}/docs COMPONENT server)
install(DIRECTORY ${manual}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT server PATTERN "sibu-view.1*" EXCLUDE)
install(DIRECTORY ${manual}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT viewer FILES_MATCHING PATTERN "sibu-view.1*")
install(FILES ${manual}/completions/sibu DESTINATION ${completions} COMPONENT server)
install(FILES ${manual}/completions/sibu-view DESTINATION ${completions} COMPONENT viewer)

# A record opens in the viewer by a double click.
install(FILES packaging/sibu-view.desktop DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/applications COMPONENT viewer)
install(FILES packaging/sibu-view.xml DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/mime/packages COMPONENT viewer)
install(FILES assets/web/icon.svg DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/icons/hicolor/scalable/apps RENAME sibu-view.svg COMPONENT viewer)
